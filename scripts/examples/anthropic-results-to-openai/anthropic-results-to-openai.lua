-- Results of Anthropic's Message Batches become results of chat completions.
-- batchlua run --type BatchRequestOutput anthropic-results-to-openai.lua results.jsonl

local codes = { expired = "batch_expired", canceled = "batch_cancelled" }

local function assistant(out, content)
  local thoughts, calls = {}, {}
  for _, block in ipairs(content) do
    if block.type == "thinking" then
      thoughts[#thoughts + 1] = block.thinking
    elseif block.type == "tool_use" then
      calls[#calls + 1] = { id = block.id, type = "function",
        ["function"] = { name = block.name, arguments = json.encode(block.input) } }
    end
  end
  return { role = "assistant", refusal = json.null, content = out:text() or json.null,
    tool_calls = #calls > 0 and calls or nil,
    -- Not OpenAI's own: the key under which DeepSeek and vLLM give thoughts.
    reasoning_content = #thoughts > 0 and table.concat(thoughts) or nil }
end

local function completion(out, message)
  local usage = out:usage()
  return { id = message.id, object = "chat.completion", model = message.model,
    created = 0, -- the results do not say when
    choices = { { index = 0, message = assistant(out, message.content or {}), logprobs = json.null,
      finish_reason = out:finish_reason() } },
    usage = { prompt_tokens = usage.input, completion_tokens = usage.output,
      total_tokens = usage.total,
      prompt_tokens_details = { cached_tokens = usage.cached or 0 } } }
end

function transform(out)
  local id = out.custom_id or error("custom_id is missing", 0)
  local response, problem
  if out:ok() then
    local message = out.json.result and out.json.result.message
    if not message then error("result.message is missing: no result of Anthropic", 0) end
    response = { status_code = 200, request_id = message.id, body = completion(out, message) }
  else
    local code, text = out:failure()
    if codes[code] then text = "This request was not executed: " .. code .. "." end
    problem = { code = codes[code] or code, message = text }
  end
  return batch.BatchRequestOutput{ id = "batch_req_" .. id, custom_id = id, response = response,
    error = problem }
end
