-- Legacy completions become chat completions; a list of prompts becomes one request for each.
-- batchlua run completions-to-chat.lua input.jsonl
-- fails: batchlua run completions-to-chat.lua unmapped.jsonl # body.suffix has no counterpart

local same = {}
for _, key in ipairs{ "model", "max_tokens", "temperature", "top_p", "n", "stop", "seed", "user",
  "presence_penalty", "frequency_penalty", "logit_bias" } do
  same[key] = true
end

local function chat(rec, custom_id, prompt)
  -- Lists of token numbers cannot be turned back into text here.
  if type(prompt) ~= "string" then
    error{ code = "unmapped", message = "body.prompt holds token numbers; text is needed" }
  end
  local body = { messages = { { role = "user", content = prompt } } }
  for key, value in pairs(rec.body) do
    if same[key] then
      body[key] = value
    elseif key == "logprobs" and value ~= json.null then
      -- A number there; a switch and a number here.
      body.logprobs, body.top_logprobs = true, value
    elseif key ~= "prompt" and value ~= json.null then
      error{ code = "unmapped", message = "body." .. key .. " has no counterpart in chat" }
    end
  end
  return batch.BatchRequestInput{ custom_id = custom_id,
    url = batch.BatchEndpoint.chat_completions, body = body }
end

function transform(rec)
  local prompt = rec.body.prompt
  if prompt == nil or not (rec.url or ""):find("/completions$") then
    error{ code = "unmapped", message = "body.prompt is missing: no request of completions" }
  end
  if type(prompt) ~= "table" then return chat(rec, rec.custom_id, prompt) end
  local requests = {}
  for i, text in ipairs(prompt) do
    requests[i] = chat(rec, rec.custom_id .. "-" .. i, text)
  end
  return requests
end
