-- Results of Bedrock jobs become results of chat completions: of Converse, and texts of any model.
-- batchlua run --type BatchRequestOutput -D model=nova bedrock-results-to-openai.lua results.jsonl

options = { model = { type = "string", help = "the job's model, which its results do not name" } }

local function assistant(out, content)
  local thoughts, calls = {}, {}
  for _, part in ipairs(content) do
    if part.toolUse then
      calls[#calls + 1] = { id = part.toolUse.toolUseId, type = "function",
        ["function"] = { name = part.toolUse.name, arguments = json.encode(part.toolUse.input) } }
    elseif part.type == "tool_use" then -- Anthropic's own form
      calls[#calls + 1] = { id = part.id, type = "function",
        ["function"] = { name = part.name, arguments = json.encode(part.input) } }
    elseif part.reasoningContent and part.reasoningContent.reasoningText then
      thoughts[#thoughts + 1] = part.reasoningContent.reasoningText.text
    end
  end
  local text = out:text()
  if not text and #calls == 0 and not out:finish_reason() then
    error{ code = "unmapped", message = "modelOutput holds no answer of a chat" }
  end
  return { role = "assistant", refusal = json.null, content = text or json.null,
    tool_calls = #calls > 0 and calls or nil,
    -- Not OpenAI's own: the key under which DeepSeek and vLLM give thoughts.
    reasoning_content = #thoughts > 0 and table.concat(thoughts) or nil }
end

local function completion(out, id)
  local output = out.json.modelOutput or error("modelOutput is missing: no result of Bedrock", 0)
  -- Converse has the content in a message, Anthropic's own form directly.
  local message = type(output.output) == "table" and output.output.message or output
  local content = type(message.content) == "table" and message.content or {}
  local usage = out:usage()
  return { id = id, object = "chat.completion", model = args.model,
    created = 0, -- the results do not say when
    choices = { { index = 0, message = assistant(out, content), logprobs = json.null,
      finish_reason = out:finish_reason() } },
    usage = { prompt_tokens = usage.input, completion_tokens = usage.output,
      total_tokens = usage.total } }
end

function transform(out)
  local custom_id = out.json.recordId or error("recordId is missing: no result of Bedrock", 0)
  local id = "batch_req_" .. custom_id
  local response
  if out:ok() then
    response = { status_code = 200, request_id = id, body = completion(out, id) }
  else
    local code, message = out:failure()
    -- The code is mostly that of HTTP, so this is a response that says what is wrong.
    local status = math.tointeger(code)
    response = { status_code = status or 500, request_id = id,
      body = { error = { message = message, code = status or code } } }
  end
  return batch.BatchRequestOutput{ id = id, custom_id = custom_id, response = response }
end
