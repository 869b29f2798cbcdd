/// Bodies of `/v1/chat/completions`.
extension BodyType {
  static let chatCompletions: [BodyType] = [
    BodyType(
      "ChatCompletionRequest", "The body of a request to /v1/chat/completions.",
      [
        BodyField("model", "string", "The model, such as gpt-5-mini."),
        BodyField("messages", "openai.ChatMessage[]", "The conversation so far."),
        BodyField(
          "max_completion_tokens", "integer?", "The most tokens to generate, reasoning included."),
        BodyField("max_tokens", "integer?", "The same in older requests; not for o-series models."),
        BodyField("temperature", "number?", "0 to 2: higher is more random."),
        BodyField("top_p", "number?", "The share of probability that is sampled from."),
        BodyField("n", "integer?", "How many choices to generate."),
        BodyField("stop", "string|string[]?", "Up to 4 texts at which generating stops."),
        BodyField("seed", "integer?", "For results that repeat, as far as possible."),
        BodyField("presence_penalty", "number?", "-2 to 2: positive ones favour new topics."),
        BodyField("frequency_penalty", "number?", "-2 to 2: positive ones avoid repetition."),
        BodyField("logit_bias", "table<string, number>?", "-100 to 100 by token id."),
        BodyField("logprobs", "boolean?", "Whether log probabilities are returned."),
        BodyField("top_logprobs", "integer?", "0 to 20 most likely tokens at each position."),
        BodyField("response_format", "openai.ChatResponseFormat?", "The form of the answer."),
        BodyField("tools", "openai.ChatTool[]?", "What the model may call."),
        BodyField(
          "tool_choice", "string|table?", "none, auto, required, or the tool that is to be called."),
        BodyField(
          "parallel_tool_calls", "boolean?", "Whether several tools may be called at once."),
        BodyField(
          "reasoning_effort", "string?", "none, minimal, low, medium, high or xhigh, by model."),
        BodyField("verbosity", "\"low\"|\"medium\"|\"high\"?", "How long answers are."),
        BodyField("modalities", "string[]?", "text, or text and audio."),
        BodyField("audio", "{ voice: string|table, format: string }?", "How audio is to be."),
        BodyField("prediction", "table?", "Text that is known to come, to answer faster."),
        BodyField("web_search_options", "table?", "That the web is searched, and how."),
        BodyField("store", "boolean?", "Whether the completion is kept."),
        BodyField("metadata", "table<string, string>?", "Up to 16 pairs; needs store = true."),
        BodyField("service_tier", "string?", "auto, default, flex or priority."),
        BodyField("prompt_cache_key", "string?", "Groups requests that begin alike."),
        BodyField("prompt_cache_retention", "string?", "in-memory or 24h."),
        BodyField("safety_identifier", "string?", "A stable, anonymous id of the user."),
        BodyField("user", "string?", "The older form of safety_identifier and prompt_cache_key."),
        BodyField("stream", "boolean?", "Not in batches."),
        BodyField("functions", "table[]?", "The older form of tools."),
        BodyField("function_call", "string|table?", "The older form of tool_choice."),
      ],
      example: """
        function transform(req)
          local body = req.body ---@type openai.ChatCompletionRequest
          body.temperature = 0
          for _, message in ipairs(body.messages or {}) do
            assert(message.role)
          end
        end
        """),
    BodyType(
      "ChatMessage", "One message of a conversation.",
      [
        BodyField(
          "role", "string", "developer, system, user, assistant, tool or (older) function."),
        BodyField(
          "content", "string|openai.ChatContentPart[]?", "What it says; nil beside tool calls."),
        BodyField("name", "string?", "Who says it, among several of the same role."),
        BodyField("tool_calls", "openai.ChatToolCall[]?", "What the assistant calls."),
        BodyField("tool_call_id", "string?", "The call that a tool message answers."),
        BodyField("refusal", "string?", "Why the assistant does not answer."),
        BodyField("audio", "table?", "The assistant's audio."),
        BodyField("annotations", "table[]?", "In answers: the sources of a web search."),
        BodyField("function_call", "table?", "The older form of tool_calls."),
      ]),
    BodyType(
      "ChatContentPart", "A part of a message.",
      [
        BodyField("type", "string", "text, image_url, input_audio, file or refusal."),
        BodyField("text", "string?", "Of a text part."),
        BodyField(
          "image_url", "{ url: string, detail: string? }?",
          "Of an image: a URL or data URL, and auto, low or high."),
        BodyField(
          "input_audio", "{ data: string, format: string }?", "Of audio: Base64, and wav or mp3."),
        BodyField(
          "file", "{ file_id: string?, file_data: string?, filename: string? }?", "Of a file."),
        BodyField("refusal", "string?", "Of a refusal."),
      ]),
    BodyType(
      "ChatTool", "A tool that the model may call.",
      [
        BodyField("type", "string", "function or custom."),
        BodyField("function", "openai.FunctionTool?", "Of type function."),
        BodyField(
          "custom", "{ name: string, description: string?, format: table? }?", "Of type custom."),
      ]),
    BodyType(
      "FunctionTool", "A function that the model may call.",
      [
        BodyField("name", "string", "Its name: letters, digits, _ and -, up to 64."),
        BodyField("description", "string?", "What it does; for the model."),
        BodyField("parameters", "table<string, any>?", "JSON Schema of its arguments."),
        BodyField("strict", "boolean?", "Whether arguments follow the schema exactly."),
      ]),
    BodyType(
      "ChatToolCall", "A call of a tool.",
      [
        BodyField("id", "string", "What the tool's message refers to."),
        BodyField("type", "string", "function or custom."),
        BodyField(
          "function", "{ name: string, arguments: string }?",
          "Of a function: arguments as JSON text."),
        BodyField("custom", "{ name: string, input: string }?", "Of a custom tool."),
      ]),
    BodyType(
      "ChatResponseFormat", "The form of an answer.",
      [
        BodyField("type", "string", "text, json_object or json_schema."),
        BodyField("json_schema", "openai.ChatJSONSchema?", "Of type json_schema."),
      ]),
    BodyType(
      "ChatJSONSchema", "A schema that an answer is to follow.",
      [
        BodyField("name", "string", "Its name: letters, digits, _ and -, up to 64."),
        BodyField("description", "string?", "What the answer is for; for the model."),
        BodyField("schema", "table<string, any>?", "The JSON Schema."),
        BodyField("strict", "boolean?", "Whether the answer follows it exactly."),
      ]),
    BodyType(
      "ChatCompletion", "The body of a response from /v1/chat/completions.",
      [
        BodyField("id", "string", "The id of the completion."),
        BodyField("object", "\"chat.completion\"", "Always chat.completion."),
        BodyField("created", "integer", "When it was created, in Unix seconds."),
        BodyField("model", "string", "The model that answered."),
        BodyField("choices", "openai.ChatChoice[]", "The answers."),
        BodyField("usage", "openai.ChatUsage?", "The tokens that were used."),
        BodyField("service_tier", "string?", "The tier that was used."),
        BodyField("system_fingerprint", "string?", "The configuration that answered."),
      ],
      example: """
        local out = batch.BatchRequestOutput.decode([[{"custom_id": "a", "response": {
          "status_code": 200, "body": {"choices": [{"message": {"content": "Hi"}}]}}}]])
        local body = out.response.body ---@type openai.ChatCompletion
        assert(body.choices[1].message.content == "Hi")
        """),
    BodyType(
      "ChatChoice", "One answer.",
      [
        BodyField("index", "integer", "Its number, from 0."),
        BodyField("message", "openai.ChatMessage", "What the model says."),
        BodyField(
          "finish_reason", "string?", "stop, length, tool_calls, content_filter or function_call."),
        BodyField(
          "logprobs", "{ content: table[]?, refusal: table[]? }?", "The log probabilities."),
      ]),
    BodyType(
      "ChatUsage", "The tokens that a chat completion used.",
      [
        BodyField("prompt_tokens", "integer", "Of the messages."),
        BodyField("completion_tokens", "integer", "Of the answers."),
        BodyField("total_tokens", "integer", "Of both."),
        BodyField(
          "prompt_tokens_details", "{ cached_tokens: integer?, audio_tokens: integer? }?",
          "Parts of prompt_tokens."),
        BodyField(
          "completion_tokens_details", "{ reasoning_tokens: integer?, audio_tokens: integer? }?",
          "Parts of completion_tokens."),
      ]),
  ]
}
