-- Results of Mistral's batch jobs become results of chat completions as OpenAI writes them.
-- batchlua run mistral-results-to-openai.lua results.jsonl

local finish_reasons = { model_length = "length" }

-- Models that think give a list of chunks in place of a string.
local function split(content)
  local texts, thoughts = {}, {}
  for _, chunk in ipairs(content) do
    if chunk.type == "thinking" then
      for _, thought in ipairs(chunk.thinking) do thoughts[#thoughts + 1] = thought.text end
    elseif chunk.text then
      texts[#texts + 1] = chunk.text
    end
  end
  return table.concat(texts), table.concat(thoughts)
end

local function mend(choice)
  local message = choice.message
  if not message then return end
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
  local body = response and response.body
  -- What is no object says all that it has to say as it is.
  if json.type(body) ~= "object" then return end
  if out:ok() then
    -- Other endpoints, such as embeddings, have no choices and are alike.
    for _, choice in ipairs(body.choices or {}) do mend(choice) end
  elseif not body.error and body.message then
    -- OpenAI has the message and its type one level deeper.
    response.body = { error = { message = body.message, type = body.type, code = body.code } }
  end
end
