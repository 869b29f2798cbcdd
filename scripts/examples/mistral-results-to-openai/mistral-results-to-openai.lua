-- Results of Mistral's batch jobs become results of chat completions as OpenAI writes them.
-- batchlua run mistral-results-to-openai.lua results.jsonl

local finish_reasons = { model_length = "length", error = "stop" }

-- Models that think give a list of chunks in place of a string.
local function split(content)
  local texts, thoughts = {}, {}
  for _, chunk in ipairs(content) do
    if chunk.type == "thinking" then
      for _, thought in ipairs(chunk.thinking) do thoughts[#thoughts + 1] = thought.text end
    else
      texts[#texts + 1] = chunk.text
    end
  end
  return table.concat(texts), table.concat(thoughts)
end

local function mend(choice)
  local message = choice.message
  if type(message.content) == "table" then
    message.content, message.reasoning_content = split(message.content)
  end
  -- Mistral leaves these out; OpenAI's clients expect them.
  message.refusal = json.null
  choice.logprobs = json.null
  for _, call in ipairs(message.tool_calls or {}) do call.type = "function" end
  choice.finish_reason = finish_reasons[choice.finish_reason] or choice.finish_reason
end

function transform(out)
  local response = out.response
  if not response then return end
  local body = response.body
  if response.status_code == 200 then
    for _, choice in ipairs(body.choices) do mend(choice) end
  elseif body and not body.error then
    -- OpenAI has the message and its type one level deeper.
    response.body = { error = { message = body.message, type = body.type, code = body.code } }
  end
end
