-- Results of Gemini's Batch API become results of chat completions.
-- batchlua run --type json gemini-results-to-openai.lua results.jsonl

local finish_reasons = { STOP = "stop", MAX_TOKENS = "length", SAFETY = "content_filter",
  RECITATION = "content_filter", BLOCKLIST = "content_filter", SPII = "content_filter",
  PROHIBITED_CONTENT = "content_filter" }

local function choice(candidate, index)
  local texts, thoughts, calls = {}, {}, {}
  -- A candidate that was stopped by a filter may have no content, or no parts.
  for _, part in ipairs(candidate.content and candidate.content.parts or {}) do
    if part.functionCall then
      local call = part.functionCall
      calls[#calls + 1] = { id = call.id or "call_" .. index .. "_" .. #calls, type = "function",
        ["function"] = { name = call.name, arguments = json.encode(call.args or {}) } }
    elseif part.text then
      local list = part.thought and thoughts or texts
      list[#list + 1] = part.text
    end
  end
  local reason = finish_reasons[candidate.finishReason] or "stop"
  return { index = index, logprobs = json.null,
    -- Gemini says STOP for calls too.
    finish_reason = #calls > 0 and reason == "stop" and "tool_calls" or reason,
    message = { role = "assistant", refusal = json.null,
      content = #texts > 0 and table.concat(texts) or json.null,
      tool_calls = #calls > 0 and calls or nil,
      -- Not OpenAI's own: the key under which DeepSeek and vLLM give thoughts.
      reasoning_content = #thoughts > 0 and table.concat(thoughts) or nil } }
end

local function completion(response, id)
  local choices = {}
  for i, candidate in ipairs(response.candidates) do
    choices[i] = choice(candidate, candidate.index or i - 1)
  end
  local usage = response.usageMetadata or {}
  local thoughts = usage.thoughtsTokenCount or 0
  return { id = response.responseId or id, object = "chat.completion",
    created = 0, -- not given by all services
    model = response.modelVersion, choices = choices,
    usage = { prompt_tokens = usage.promptTokenCount or 0,
      -- OpenAI counts thoughts as a part of the completion, Gemini beside it.
      completion_tokens = (usage.candidatesTokenCount or 0) + thoughts,
      total_tokens = usage.totalTokenCount or 0,
      prompt_tokens_details = { cached_tokens = usage.cachedContentTokenCount or 0 },
      completion_tokens_details = { reasoning_tokens = thoughts } } }
end

function transform(rec)
  -- Files of the Gemini API have a key; tools for Vertex AI put a custom_id there.
  local custom_id = rec.key or rec.custom_id
  local id = "batch_req_" .. custom_id
  local response, problem = rec.response, rec.error
  if response and response.candidates then
    response = { status_code = 200, request_id = response.responseId or id,
      body = completion(response, id) }
  else
    local feedback = response and response.promptFeedback
    problem = { code = tostring(problem and problem.code or feedback and feedback.blockReason),
      message = problem and problem.message or "The prompt was blocked." }
    response = nil
  end
  return batch.BatchRequestOutput{ id = id, custom_id = custom_id, response = response,
    error = problem }
end
