-- Results of Bedrock jobs of the type Converse become results of chat completions.
-- batchlua run --type json -D model=nova-lite bedrock-results-to-openai.lua results.jsonl

options = { model = { help = "the job's model, which its results do not name" } }

local finish_reasons = { end_turn = "stop", stop_sequence = "stop", max_tokens = "length",
  model_context_window_exceeded = "length", tool_use = "tool_calls",
  guardrail_intervened = "content_filter", content_filtered = "content_filter" }

local function assistant(content)
  local texts, thoughts, calls = {}, {}, {}
  for _, part in ipairs(content) do
    if part.text then
      texts[#texts + 1] = part.text
    elseif part.toolUse then
      calls[#calls + 1] = { id = part.toolUse.toolUseId, type = "function",
        ["function"] = { name = part.toolUse.name, arguments = json.encode(part.toolUse.input) } }
    elseif part.reasoningContent and part.reasoningContent.reasoningText then
      thoughts[#thoughts + 1] = part.reasoningContent.reasoningText.text
    end
  end
  return { role = "assistant", refusal = json.null,
    content = #texts > 0 and table.concat(texts) or json.null,
    tool_calls = #calls > 0 and calls or nil,
    -- Not OpenAI's own: the key under which DeepSeek and vLLM give thoughts.
    reasoning_content = #thoughts > 0 and table.concat(thoughts) or nil }
end

local function completion(output, id)
  return { id = id, object = "chat.completion", model = args.model,
    created = 0, -- the results do not say when
    choices = { { index = 0, message = assistant(output.output.message.content),
      logprobs = json.null,
      finish_reason = finish_reasons[output.stopReason] or output.stopReason } },
    usage = { prompt_tokens = output.usage.inputTokens,
      completion_tokens = output.usage.outputTokens, total_tokens = output.usage.totalTokens } }
end

function transform(rec)
  local id = "batch_req_" .. rec.recordId
  local response
  if rec.error then
    -- The code is that of HTTP, so this is a response that says what is wrong.
    response = { status_code = rec.error.errorCode, request_id = id,
      body = { error = { message = rec.error.errorMessage, code = rec.error.errorCode } } }
  else
    response = { status_code = 200, request_id = id, body = completion(rec.modelOutput, id) }
  end
  return batch.BatchRequestOutput{ id = id, custom_id = rec.recordId, response = response }
end
