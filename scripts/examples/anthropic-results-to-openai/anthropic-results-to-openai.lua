-- Results of Anthropic's Message Batches become results of chat completions.
-- batchlua run --type json anthropic-results-to-openai.lua results.jsonl

local finish_reasons = { end_turn = "stop", stop_sequence = "stop", pause_turn = "stop",
  max_tokens = "length", model_context_window_exceeded = "length", tool_use = "tool_calls",
  refusal = "content_filter" }

local function assistant(content)
  local texts, thoughts, calls = {}, {}, {}
  for _, block in ipairs(content) do
    if block.type == "text" then
      texts[#texts + 1] = block.text
    elseif block.type == "thinking" then
      thoughts[#thoughts + 1] = block.thinking
    elseif block.type == "tool_use" then
      calls[#calls + 1] = { id = block.id, type = "function",
        ["function"] = { name = block.name, arguments = json.encode(block.input) } }
    end
  end
  return { role = "assistant", refusal = json.null,
    content = #texts > 0 and table.concat(texts) or json.null,
    tool_calls = #calls > 0 and calls or nil,
    -- Not OpenAI's own: the key under which DeepSeek and vLLM give thoughts.
    reasoning_content = #thoughts > 0 and table.concat(thoughts) or nil }
end

local function completion(message)
  local usage = message.usage
  local cached = usage.cache_read_input_tokens or 0
  -- Anthropic counts cached tokens beside the input, OpenAI as a part of it.
  local prompt = usage.input_tokens + cached + (usage.cache_creation_input_tokens or 0)
  return { id = message.id, object = "chat.completion", model = message.model,
    created = 0, -- the results do not say when
    choices = { { index = 0, message = assistant(message.content), logprobs = json.null,
      finish_reason = finish_reasons[message.stop_reason] or message.stop_reason } },
    usage = { prompt_tokens = prompt, completion_tokens = usage.output_tokens,
      total_tokens = prompt + usage.output_tokens,
      prompt_tokens_details = { cached_tokens = cached } } }
end

function transform(rec)
  local result = rec.result
  local response, problem
  if result.type == "succeeded" then
    response = { status_code = 200, request_id = result.message.id,
      body = completion(result.message) }
  elseif result.type == "errored" then
    -- The error object of a response: {"type": "error", "error": {"type": …, "message": …}}.
    problem = { code = result.error.error.type, message = result.error.error.message }
  else
    local codes = { expired = "batch_expired", canceled = "batch_cancelled" }
    problem = { code = codes[result.type] or result.type,
      message = "This request was not executed: " .. result.type .. "." }
  end
  return batch.BatchRequestOutput{ id = "batch_req_" .. rec.custom_id,
    custom_id = rec.custom_id, response = response, error = problem }
end
