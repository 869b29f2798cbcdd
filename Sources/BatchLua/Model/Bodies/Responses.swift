/// Bodies of `/v1/responses`.
extension BodyType {
  static let responses: [BodyType] = [
    BodyType(
      "ResponseRequest", "The body of a request to /v1/responses.",
      [
        BodyField("model", "string?", "The model, such as gpt-5-mini."),
        BodyField("input", "string|openai.ResponseItem[]?", "A text, or what was said so far."),
        BodyField("instructions", "string?", "A message that comes first, as of the developer."),
        BodyField("max_output_tokens", "integer?", "The most tokens, reasoning included."),
        BodyField("max_tool_calls", "integer?", "The most calls of built-in tools."),
        BodyField("temperature", "number?", "0 to 2: higher is more random."),
        BodyField("top_p", "number?", "The share of probability that is sampled from."),
        BodyField("top_logprobs", "integer?", "0 to 20 most likely tokens at each position."),
        BodyField(
          "text", "{ format: openai.ResponseFormat?, verbosity: string? }?",
          "The form of the answer, and low, medium or high."),
        BodyField(
          "reasoning", "{ effort: string?, summary: string? }?",
          "How hard to think, and whether to sum it up."),
        BodyField("tools", "openai.ResponseTool[]?", "What the model may call."),
        BodyField(
          "tool_choice", "string|table?", "none, auto, required, or the tool that is to be called."),
        BodyField(
          "parallel_tool_calls", "boolean?", "Whether several tools may be called at once."),
        BodyField("include", "string[]?", "More that the response is to hold."),
        BodyField("previous_response_id", "string?", "The response that this one continues."),
        BodyField("conversation", "string|table?", "The conversation that this belongs to."),
        BodyField(
          "prompt", "{ id: string, version: string?, variables: table? }?", "A stored prompt."),
        BodyField("truncation", "string?", "auto or disabled (the default)."),
        BodyField("store", "boolean?", "Whether the response is kept; true unless said."),
        BodyField("metadata", "table<string, string>?", "Up to 16 pairs."),
        BodyField("service_tier", "string?", "auto, default, flex or priority."),
        BodyField("prompt_cache_key", "string?", "Groups requests that begin alike."),
        BodyField("prompt_cache_retention", "string?", "in-memory or 24h."),
        BodyField("safety_identifier", "string?", "A stable, anonymous id of the user."),
        BodyField("user", "string?", "The older form of safety_identifier and prompt_cache_key."),
        BodyField("background", "boolean?", "Not in batches."),
        BodyField("stream", "boolean?", "Not in batches."),
      ],
      example: """
        local request = batch.BatchRequestInput{
          custom_id = "a", url = batch.BatchEndpoint.responses,
          body = { model = "gpt-5-mini", input = "Hi", max_output_tokens = 100 },
        }
        assert(#request:validate() == 0)
        """),
    BodyType(
      "ResponseItem", "What was said, called or thought: an item of input or output.",
      [
        BodyField(
          "type", "string?",
          "message, reasoning, function_call, function_call_output, item_reference, …"),
        BodyField("id", "string?", "The item's id."),
        BodyField("status", "string?", "in_progress, completed or incomplete."),
        BodyField("role", "string?", "Of a message: user, system, developer or assistant."),
        BodyField("content", "string|openai.ResponseContentPart[]?", "Of a message."),
        BodyField("call_id", "string?", "Of a call and its output: what ties them together."),
        BodyField("name", "string?", "Of a call: the function or tool."),
        BodyField("arguments", "string?", "Of a function call: JSON text."),
        BodyField("input", "string?", "Of a call of a custom tool."),
        BodyField("output", "string|table|table[]?", "Of the output of a call."),
        BodyField("summary", "openai.ResponseContentPart[]?", "Of reasoning."),
        BodyField("encrypted_content", "string?", "Of reasoning, when it was asked for."),
      ]),
    BodyType(
      "ResponseContentPart", "A part of a message.",
      [
        BodyField(
          "type", "string",
          "input_text, input_image, input_file, output_text, refusal, summary_text, …"),
        BodyField("text", "string?", "Of a text."),
        BodyField("annotations", "table[]?", "Of an output text: its sources."),
        BodyField("logprobs", "table[]?", "Of an output text, when they were asked for."),
        BodyField("image_url", "string?", "Of an image: a URL or data URL."),
        BodyField("detail", "string?", "Of an image: auto, low or high."),
        BodyField("file_id", "string?", "Of an image or file."),
        BodyField("file_url", "string?", "Of a file."),
        BodyField("file_data", "string?", "Of a file: Base64."),
        BodyField("filename", "string?", "Of a file."),
        BodyField("refusal", "string?", "Of a refusal."),
      ]),
    BodyType(
      "ResponseTool", "A tool that the model may call.",
      [
        BodyField("type", "string", "function, custom, web_search, file_search, mcp, …"),
        BodyField("name", "string?", "Of a function or custom tool."),
        BodyField("description", "string?", "What it does; for the model."),
        BodyField("parameters", "table<string, any>?", "Of a function: JSON Schema."),
        BodyField("strict", "boolean?", "Whether arguments follow the schema exactly."),
      ]),
    BodyType(
      "ResponseFormat", "The form of an answer.",
      [
        BodyField("type", "string", "text, json_object or json_schema."),
        BodyField("name", "string?", "Of a schema: letters, digits, _ and -, up to 64."),
        BodyField("description", "string?", "Of a schema: what it is for; for the model."),
        BodyField("schema", "table<string, any>?", "The JSON Schema."),
        BodyField("strict", "boolean?", "Whether the answer follows it exactly."),
      ]),
    BodyType(
      "Response", "The body of a response from /v1/responses.",
      [
        BodyField("id", "string", "The id of the response."),
        BodyField("object", "\"response\"", "Always response."),
        BodyField("created_at", "number", "When it was created, in Unix seconds."),
        BodyField("status", "string", "completed, failed, in_progress, cancelled or incomplete."),
        BodyField("error", "{ code: string, message: string }?", "Why it failed."),
        BodyField("incomplete_details", "{ reason: string }?", "Why it ended early."),
        BodyField("model", "string", "The model that answered."),
        BodyField("output", "openai.ResponseItem[]", "What the model said, called and thought."),
        BodyField("usage", "openai.ResponseUsage?", "The tokens that were used."),
        BodyField("instructions", "string|table[]?", "As in the request."),
        BodyField("max_output_tokens", "integer?", "As in the request."),
        BodyField("metadata", "table<string, string>?", "As in the request."),
        BodyField("parallel_tool_calls", "boolean?", "As in the request."),
        BodyField("previous_response_id", "string?", "As in the request."),
        BodyField("reasoning", "table?", "As in the request."),
        BodyField("service_tier", "string?", "The tier that was used."),
        BodyField("temperature", "number?", "As in the request."),
        BodyField("text", "table?", "As in the request."),
        BodyField("tool_choice", "string|table?", "As in the request."),
        BodyField("tools", "openai.ResponseTool[]?", "As in the request."),
        BodyField("top_p", "number?", "As in the request."),
        BodyField("truncation", "string?", "As in the request."),
      ],
      example: """
        local out = batch.BatchRequestOutput.decode([[{"custom_id": "a", "response": {
          "status_code": 200, "body": {"output": [{"type": "message", "content":
            [{"type": "output_text", "text": "Hi"}]}]}}}]])
        local body = out.response.body ---@type openai.Response
        assert(body.output[1].content[1].text == "Hi")
        """),
    BodyType(
      "ResponseUsage", "The tokens that a response used.",
      [
        BodyField("input_tokens", "integer", "Of the input."),
        BodyField("output_tokens", "integer", "Of the output."),
        BodyField("total_tokens", "integer", "Of both."),
        BodyField(
          "input_tokens_details", "{ cached_tokens: integer? }?", "Parts of input_tokens."),
        BodyField(
          "output_tokens_details", "{ reasoning_tokens: integer? }?", "Parts of output_tokens."),
      ]),
  ]
}
