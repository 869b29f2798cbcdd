-- Results of Gemini, of its Batch API and of Vertex AI, become results of chat completions.
-- batchlua run --type BatchRequestOutput gemini-results-to-openai.lua results.jsonl

options = {
  label = { type = "string", help = "the label of Vertex AI's requests that holds the id" },
}

-- Files of the Gemini API have a key; at Vertex AI the id is a label of the request, and tools put
-- a custom_id beside it.
local function id_of(line)
  local id = line.key or line.custom_id
  if id then return id end
  for name, value in pairs(line.request and line.request.labels or {}) do
    if name == args.label or not args.label and name:find("custom_id$") then return value end
  end
  error("no key, no custom_id and no label with the id of the request: -D label=NAME", 0)
end

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

local function completion(out, response, id)
  local choices = {}
  for i, candidate in ipairs(response.candidates) do
    choices[i] = choice(candidate, candidate.index or i - 1)
  end
  -- Thoughts are counted as a part of the completion, as OpenAI does.
  local usage = out:usage()
  return { id = response.responseId or id, object = "chat.completion",
    created = 0, -- not given by all services
    model = response.modelVersion, choices = choices,
    usage = { prompt_tokens = usage.input or 0, completion_tokens = usage.output or 0,
      total_tokens = usage.total or 0,
      prompt_tokens_details = { cached_tokens = usage.cached or 0 },
      completion_tokens_details = { reasoning_tokens = usage.reasoning or 0 } } }
end

function transform(out)
  local line = out.json
  local custom_id = id_of(line)
  local id = "batch_req_" .. custom_id
  local response, problem
  if out:ok() then
    if not line.response or not line.response.candidates then
      error{ code = "unmapped", message = "response.candidates is missing: only chats are mapped" }
    end
    response = { status_code = 200, request_id = line.response.responseId or id,
      body = completion(out, line.response, id) }
  else
    local code, message = out:failure()
    local feedback = line.response and line.response.promptFeedback
    problem = { code = feedback and feedback.blockReason or code, message = message }
  end
  return batch.BatchRequestOutput{ id = id, custom_id = custom_id, response = response,
    error = problem }
end
