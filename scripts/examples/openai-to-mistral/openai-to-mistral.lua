-- Chat-completions requests become lines for Mistral's batch jobs; the unmappable fails.
-- batchlua run --type json openai-to-mistral.lua input.jsonl
-- fails: batchlua run --type json openai-to-mistral.lua unmapped.jsonl # body.logit_bias has no

local names = { max_completion_tokens = "max_tokens", seed = "random_seed" }
for _, same in ipairs{ "messages", "max_tokens", "temperature", "top_p", "n", "stop", "tools",
  "tool_choice", "parallel_tool_calls", "response_format", "presence_penalty",
  "frequency_penalty", "metadata" } do
  names[same] = same
end

-- Mistral takes ids of nine letters and digits only: the calls of a request are numbered.
local function renumber_calls(messages)
  local ids, count = {}, 0
  for _, message in ipairs(messages) do
    for _, call in ipairs(message.tool_calls or {}) do
      count = count + 1
      ids[call.id] = string.format("call%05d", count)
      call.id = ids[call.id]
    end
    if message.tool_call_id then
      message.tool_call_id = ids[message.tool_call_id]
        or error("tool_call_id: no call has the id " .. message.tool_call_id)
    end
    if message.role == "developer" then message.role = "system" end
  end
end

function transform(rec)
  if not (rec.url or ""):find("/chat/completions$") then -- Azure leaves /v1 out
    error{ code = "unmapped", message = "url: only chat completions can be converted" }
  end
  if json.type(rec.body.messages) ~= "array" then error("body.messages is missing", 0) end
  renumber_calls(rec.body.messages)
  local body = {}
  for key, value in pairs(rec.body) do
    -- The model is chosen when the job is made, for the whole file.
    if value ~= json.null and key ~= "model" then
      local name = names[key]
      if not name then
        error{ code = "unmapped", message = "body." .. key .. " has no counterpart at Mistral" }
      end
      body[name] = value
    end
  end
  return { custom_id = rec.custom_id, body = body }
end
