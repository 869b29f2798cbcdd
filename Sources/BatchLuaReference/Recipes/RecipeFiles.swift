// Written by scripts/recipes.
// swift-format-ignore-file

extension Recipe {
  /// The files of scripts/examples that recipes take, by their paths there.
  static let files: [(path: String, text: String)] = [
("add-system-message.lua", ##"""
-- Puts a system message first where a conversation has neither a system nor a developer message.
-- batchlua run -D text='Be brief.' add-system-message.lua requests.jsonl

options = { text = { type = "string", required = true, help = "the message" } }

local function leads(message)
  return message.role == "system" or message.role == "developer"
end

function transform(req)
  local body = req.body
  -- Responses have a member for it, beside a text or a list of messages.
  local messages = body.messages or body.input
  if not body.messages and not (req.url and req.url:find("/responses$")) then
    error("body.messages is missing: only conversations take a system message", 0)
  end
  for _, message in ipairs(type(messages) == "table" and messages or {}) do
    if leads(message) then return end
  end
  if body.messages then
    table.insert(messages, 1, { role = "system", content = args.text })
  else
    body.instructions = body.instructions or args.text
  end
end

"""##),
("anonymise/anonymise.lua", ##"""
-- Replaces e-mail addresses, card numbers and phone numbers in the texts of requests.
-- batchlua run anonymise.lua input.jsonl
-- batchlua run --profile generic anonymise.lua others.jsonl

local counts = { email = 0, card = 0, phone = 0 }

-- The check digit of card numbers: long order numbers seldom pass it by chance.
local function is_card(digits)
  if #digits < 13 or #digits > 19 then return false end
  local sum = 0 ---@type number
  for i = 1, #digits do
    local digit = digits:byte(-i) - 48
    if i % 2 == 0 then digit = digit * 2 end
    sum = sum + (digit > 9 and digit - 9 or digit)
  end
  return sum % 10 == 0
end

local function replace_number(text)
  local digits = text:gsub("%D", "")
  if is_card(digits) then
    counts.card = counts.card + 1
    return "[card]"
  end
  -- Phone numbers have a plus sign, or groups of digits; nine digits rule out dates.
  if #digits >= 9 and #digits <= 15 and text:find("[+ ()-]") then
    counts.phone = counts.phone + 1
    return "[phone]"
  end
end

local function clean(text)
  local emails
  text, emails = text:gsub("[%w._%%+-]+@[%w.-]+%.%a%a+", "[email]")
  counts.email = counts.email + emails
  return (text:gsub("[+(]?%d[%d ()-]+%d", replace_number))
end

-- Members of a body whose texts come from people, at all endpoints; not the addresses of images.
local texts = { messages = true, input = true, prompt = true, instructions = true, system = true,
  content = true, contents = true, parts = true, text = true, output = true, arguments = true,
  tool_calls = true, ["function"] = true, documents = true, query = true }

local function clean_all(object)
  for key, value in pairs(object) do
    if type(key) == "number" or texts[key] then
      if type(value) == "string" then
        object[key] = clean(value)
      elseif type(value) == "table" then
        clean_all(value)
      end
    end
  end
end

function transform(rec)
  if rec.body then clean_all(rec.body) end
end

function finish()
  print(string.format("replaced: %d e-mail addresses, %d card numbers, %d phone numbers",
    counts.email, counts.card, counts.phone))
end

"""##),
("anonymise/input.jsonl", ##"""
{"custom_id": "ticket-1", "method": "POST", "url": "/v1/chat/completions", "body": {"model": "gpt-5-mini", "messages": [{"role": "system", "content": "Classify the ticket of 2026-11-03."}, {"role": "user", "content": "I am Anna (anna.b+shop@mail.example.co.uk), call me: +49 30 1234-5678 or (555) 010-4477!"}]}}
{"custom_id": "ticket-2", "method": "POST", "url": "/v1/chat/completions", "body": {"model": "gpt-5-mini", "messages": [{"role": "user", "content": [{"type": "text", "text": "Charged twice on 4111 1111 1111 1111, order 4111111111111112."}, {"type": "image_url", "image_url": {"url": "https://example.com/555-010-4477.png"}}]}]}}
{"custom_id": "ticket-3", "method": "POST", "url": "/v1/chat/completions", "body": {"model": "gpt-5-mini", "messages": [{"role": "user", "content": "Nothing to hide: 1,250 pieces, 192.168.100.200, caf\u00e9 @ 9."}, {"role": "assistant", "content": null, "tool_calls": [{"id": "c1", "type": "function", "function": {"name": "mail", "arguments": "{\"to\":\"bo@example.org\"}"}}]}, {"role": "tool", "tool_call_id": "c1", "content": "sent"}]}}

"""##),
("anonymise/others.jsonl", ##"""
{"custom_id": "respond", "method": "POST", "url": "/v1/responses", "body": {"model": "gpt-5-mini", "instructions": "Write to me@example.com.", "input": [{"role": "user", "content": [{"type": "input_text", "text": "Call +49 30 1234567."}, {"type": "input_image", "image_url": "https://example.com/4111111111111111.png"}]}, {"type": "function_call_output", "call_id": "c", "output": "card 4111 1111 1111 1111"}]}}
{"custom_id": "vector", "method": "POST", "url": "/v1/embeddings", "body": {"model": "text-embedding-3-small", "input": ["plain", "ann@example.org wrote", [1, 2]]}}
{"custom_id": "old", "method": "POST", "url": "/v1/completions", "body": {"model": "babbage-002", "prompt": "ann@example.org"}}

"""##),
("anthropic-results-to-openai/anthropic-results-to-openai.lua", ##"""
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

"""##),
("anthropic-results-to-openai/results.jsonl", ##"""
{"custom_id":"recipe-1","result":{"type":"succeeded","message":{"id":"msg_01VJoMXF5UN3pyDdVz9hcwYs","type":"message","role":"assistant","model":"claude-sonnet-4-5-20250929","content":[{"type":"text","text":"Ramen is a Japanese\nnoodle soup."}],"stop_reason":"end_turn","stop_sequence":null,"usage":{"input_tokens":10,"cache_creation_input_tokens":0,"cache_read_input_tokens":0,"output_tokens":37}}}}
{"custom_id":"weather_3","result":{"type":"succeeded","message":{"id":"msg_01DyTJNYKDoDJJAcDddDvsgV","type":"message","role":"assistant","model":"claude-sonnet-4-5-20250929","content":[{"type":"thinking","thinking":"Two cities.","signature":"EuYBCkQYAiJA"},{"type":"text","text":"I look it up."},{"type":"tool_use","id":"toolu_01A","name":"get_weather","input":{"city":"Tokyo"}},{"type":"tool_use","id":"toolu_01B","name":"get_weather","input":{}}],"stop_reason":"tool_use","stop_sequence":null,"usage":{"input_tokens":20,"cache_creation_input_tokens":100,"cache_read_input_tokens":1000,"output_tokens":60}}}}
{"custom_id":"long-5","result":{"type":"succeeded","message":{"id":"msg_01RCYATmUJZFc3vBxVtCSDov","type":"message","role":"assistant","model":"claude-sonnet-4-5-20250929","content":[{"type":"text","text":"Once upon"}],"stop_reason":"max_tokens","stop_sequence":null,"usage":{"input_tokens":8,"output_tokens":2}}}}
{"custom_id":"broken-6","result":{"type":"errored","error":{"type":"error","error":{"type":"invalid_request_error","message":"max_tokens: must be greater than or equal to 1"},"request_id":"req_011"}}}
{"custom_id":"late-7","result":{"type":"expired"}}

"""##),
("bedrock-results-to-openai/bedrock-results-to-openai.lua", ##"""
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

"""##),
("bedrock-results-to-openai/results.jsonl", ##"""
{"modelInput":{"messages":[{"role":"user","content":[{"text":"Capital of India?"}]}],"inferenceConfig":{"maxTokens":10}},"modelOutput":{"output":{"message":{"role":"assistant","content":[{"text":"New Delhi."}]}},"stopReason":"end_turn","usage":{"inputTokens":9,"outputTokens":4,"totalTokens":13},"metrics":{"latencyMs":412}},"recordId":"CALL0000001"}
{"modelInput":{"messages":[]},"modelOutput":{"output":{"message":{"role":"assistant","content":[{"reasoningContent":{"reasoningText":{"text":"Ask the tool.","signature":"EuYB"}}},{"text":"One moment."},{"toolUse":{"toolUseId":"tooluse_k1","name":"get_weather","input":{"city":"Oslo"}}}]}},"stopReason":"tool_use","usage":{"inputTokens":60,"outputTokens":20,"totalTokens":80},"metrics":{"latencyMs":900}},"recordId":"CALL0000002"}
{"modelInput":{"messages":[]},"modelOutput":{"output":{"message":{"role":"assistant","content":[{"text":"Once upon"}]}},"stopReason":"max_tokens","usage":{"inputTokens":8,"outputTokens":2,"totalTokens":10},"metrics":{"latencyMs":90}},"recordId":"CALL0000003"}
{"recordId":"CALL0000004","modelInput":{"messages":[]},"error":{"errorCode":400,"errorMessage":"bad request"}}
{"recordId": "CALL0000005", "modelInput": {"prompt": "Hi"}, "modelOutput": {"generation": "Hello.", "prompt_token_count": 5, "generation_token_count": 3, "stop_reason": "length"}}
{"recordId": "CALL0000006", "modelInput": {"messages": []}, "modelOutput": {"id": "msg_1", "type": "message", "role": "assistant", "content": [{"type": "text", "text": "One moment."}, {"type": "tool_use", "id": "toolu_1", "name": "f", "input": {"x": 1.0}}], "stop_reason": "tool_use", "usage": {"input_tokens": 7, "output_tokens": 8}}}
{"recordId": "CALL0000007", "modelInput": {"inputText": "Hi"}, "modelOutput": {"inputTextTokenCount": 2, "results": [{"tokenCount": 3, "outputText": "Hello.", "completionReason": "FINISH"}]}}

"""##),
("chat-to-responses/chat-to-responses.lua", ##"""
-- Chat-completions requests become requests for /v1/responses; a key without counterpart fails.
-- batchlua run chat-to-responses.lua input.jsonl
-- fails: batchlua run chat-to-responses.lua unmapped.jsonl # body.seed has no counterpart

local function unmapped(path)
  error{ code = "unmapped", message = path .. " has no counterpart in /v1/responses" }
end

local function allow(object, path, ...)
  local known = {}
  for _, key in ipairs{ ... } do known[key] = true end
  for key, value in pairs(object) do
    if not known[key] and value ~= json.null then unmapped(path .. "." .. key) end
  end
end

local part_types = {}
function part_types.text(part, path, role)
  allow(part, path, "type", "text")
  return { type = role == "assistant" and "output_text" or "input_text", text = part.text }
end
function part_types.image_url(part, path)
  allow(part, path, "type", "image_url")
  allow(part.image_url, path .. ".image_url", "url", "detail")
  -- detail is required here; "auto" is what chat completions take when it is missing.
  return { type = "input_image", image_url = part.image_url.url,
    detail = part.image_url.detail or "auto" }
end
function part_types.file(part, path)
  allow(part, path, "type", "file")
  allow(part.file, path .. ".file", "file_id", "file_data", "filename")
  return { type = "input_file", file_id = part.file.file_id, file_data = part.file.file_data,
    filename = part.file.filename }
end
function part_types.refusal(part, path)
  allow(part, path, "type", "refusal")
  return { type = "refusal", refusal = part.refusal }
end

local function convert_content(content, path, role)
  if type(content) == "string" then return content end
  local parts = json.array{}
  for i, part in ipairs(content) do
    local place = path .. ".content[" .. i .. "]"
    local convert = part_types[part.type] or unmapped(place .. ".type " .. tostring(part.type))
    parts[i] = convert(part, place, role)
  end
  return parts
end

local function add_message(input, message, path)
  if message.role == "tool" then
    allow(message, path, "role", "content", "tool_call_id")
    input[#input + 1] = { type = "function_call_output", call_id = message.tool_call_id,
      output = convert_content(message.content, path, "tool") }
    return
  end
  allow(message, path, "role", "content", "tool_calls")
  -- Content may be missing or empty beside tool calls: then there is no message, only the calls.
  if message.content and message.content ~= "" then
    input[#input + 1] = { role = message.role,
      content = convert_content(message.content, path, message.role) }
  end
  for i, call in ipairs(message.tool_calls or {}) do
    local place = path .. ".tool_calls[" .. i .. "]"
    if call.type ~= "function" then unmapped(place .. ".type " .. tostring(call.type)) end
    allow(call, place, "id", "type", "function")
    input[#input + 1] = { type = "function_call", call_id = call.id,
      name = call["function"].name, arguments = call["function"].arguments }
  end
end

local keys = {}
for _, same in ipairs{ "model", "temperature", "top_p", "parallel_tool_calls", "metadata", "user",
  "service_tier", "store", "safety_identifier", "prompt_cache_key", "top_logprobs" } do
  keys[same] = function(to, value) to[same] = value end
end
function keys.messages(to, messages)
  to.input = json.array{}
  for i, message in ipairs(messages) do
    local path = "body.messages[" .. i .. "]"
    local is_system = message.role == "system" or message.role == "developer"
    if i == 1 and is_system and type(message.content) == "string" then
      allow(message, path, "role", "content")
      to.instructions = message.content
    else
      add_message(to.input, message, path)
    end
  end
end
function keys.max_tokens(to, value) to.max_output_tokens = value end
keys.max_completion_tokens = keys.max_tokens
function keys.reasoning_effort(to, value) to.reasoning = { effort = value } end
function keys.logprobs(to, value)
  if value then to.include = { "message.output_text.logprobs" } end
end
function keys.verbosity(to, value) to.text.verbosity = value end
function keys.response_format(to, format)
  allow(format, "body.response_format", "type", "json_schema")
  local schema = format.json_schema or {}
  allow(schema, "body.response_format.json_schema", "name", "description", "schema", "strict")
  to.text.format = { type = format.type, name = schema.name, description = schema.description,
    schema = schema.schema, strict = schema.strict }
end
function keys.tools(to, tools)
  to.tools = json.array{}
  for i, tool in ipairs(tools) do
    local path = "body.tools[" .. i .. "]"
    if tool.type ~= "function" then unmapped(path .. ".type " .. tostring(tool.type)) end
    allow(tool, path, "type", "function")
    local f = tool["function"]
    allow(f, path .. ".function", "name", "description", "parameters", "strict")
    -- strict is off by default in chat completions and on by default in responses.
    to.tools[i] = { type = "function", name = f.name, description = f.description,
      parameters = f.parameters or json.null, strict = f.strict or false }
  end
end
function keys.tool_choice(to, choice)
  if type(choice) == "table" then
    if choice.type ~= "function" then unmapped("body.tool_choice.type " .. choice.type) end
    choice = { type = "function", name = choice["function"].name }
  end
  to.tool_choice = choice
end

function transform(rec)
  local url = rec.url
  -- Azure leaves /v1 out.
  if not url or not url:find("/chat/completions$") then unmapped("url " .. tostring(url)) end
  if json.type(rec.body.messages) ~= "array" then error("body.messages is missing", 0) end
  -- Responses are stored unless told otherwise, chat completions are not.
  local body = { text = {}, store = false }
  for key, value in pairs(rec.body) do
    if value ~= json.null then
      local convert = keys[key] or unmapped("body." .. key)
      convert(body, value)
    end
  end
  if next(body.text) == nil then body.text = nil end
  rec.url = url:gsub("/chat/completions$", "/responses")
  rec.body = body
end

"""##),
("chat-to-responses/input.jsonl", ##"""
{"custom_id": "plain", "method": "POST", "url": "/v1/chat/completions", "body": {"model": "gpt-5-mini", "messages": [{"role": "system", "content": "You are terse."}, {"role": "user", "content": "Name a river."}], "max_completion_tokens": 200, "reasoning_effort": "low", "stop": null, "metadata": {"run": "7"}, "store": true}}
{"custom_id": "image", "method": "POST", "url": "/v1/chat/completions", "body": {"model": "gpt-5-mini", "messages": [{"role": "developer", "content": [{"type": "text", "text": "Describe for the blind."}]}, {"role": "user", "content": [{"type": "text", "text": "What is here?"}, {"type": "image_url", "image_url": {"url": "https://example.com/cat.png", "detail": "low"}}, {"type": "image_url", "image_url": {"url": "data:image/png;base64,iVBORw0KGgo="}}]}], "max_tokens": 300, "temperature": 0.20}}
{"custom_id": "tools", "method": "POST", "url": "/v1/chat/completions", "body": {"model": "gpt-5-mini", "messages": [{"role": "user", "content": "Weather in Tokyo and Seoul?"}, {"role": "assistant", "content": null, "refusal": null, "tool_calls": [{"id": "call_1", "type": "function", "function": {"name": "get_weather", "arguments": "{\"city\":\"Tokyo\"}"}}, {"id": "call_2", "type": "function", "function": {"name": "get_weather", "arguments": "{\"city\":\"Seoul\"}"}}]}, {"role": "tool", "tool_call_id": "call_1", "content": "sunny"}, {"role": "tool", "tool_call_id": "call_2", "content": "windy"}, {"role": "assistant", "content": "Tokyo is sunny, Seoul windy."}, {"role": "user", "content": "And Oslo?"}], "tools": [{"type": "function", "function": {"name": "get_weather", "description": "Current weather", "parameters": {"type": "object", "properties": {"city": {"type": "string"}}, "required": ["city"]}}}, {"type": "function", "function": {"name": "now", "strict": true, "parameters": {"type": "object", "properties": {}, "required": [], "additionalProperties": false}}}], "tool_choice": {"type": "function", "function": {"name": "get_weather"}}, "parallel_tool_calls": true}}
{"custom_id": "schema", "method": "POST", "url": "/v1/chat/completions", "body": {"model": "gpt-5-mini", "messages": [{"role": "user", "content": "A person, invented."}], "response_format": {"type": "json_schema", "json_schema": {"name": "person", "strict": true, "schema": {"type": "object", "properties": {"name": {"type": "string"}}, "required": ["name"], "additionalProperties": false}}}, "verbosity": "low", "tool_choice": "auto"}}
{"custom_id": "object", "method": "POST", "url": "/v1/chat/completions", "body": {"model": "gpt-5-mini", "messages": [{"role": "system", "content": "Answer in JSON."}, {"role": "system", "content": "Keys in English."}, {"role": "user", "content": "Three colours."}], "response_format": {"type": "json_object"}, "logprobs": true, "top_logprobs": 2}}

"""##),
("completions-to-chat/completions-to-chat.lua", ##"""
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

"""##),
("completions-to-chat/input.jsonl", ##"""
{"custom_id": "tagline", "method": "POST", "url": "/v1/completions", "body": {"model": "gpt-3.5-turbo-instruct", "prompt": "Write a tagline for an ice cream shop.", "max_tokens": 20, "temperature": 0.70, "stop": ["\n"]}}
{"custom_id": "translate", "method": "POST", "url": "/v1/completions", "body": {"model": "gpt-3.5-turbo-instruct", "prompt": ["Translate to French: bread", "Translate to French: «œuf»", "Translate to French: milk"], "max_tokens": 16, "logprobs": 3, "user": "u-17"}}
{"custom_id": "single", "method": "POST", "url": "/v1/completions", "body": {"model": "gpt-3.5-turbo-instruct", "prompt": ["Only one prompt."], "suffix": null, "seed": 9223372036854775808}}

"""##),
("dedupe.lua", ##"""
-- Keeps the first of the requests that ask for the same: equal url and body, whatever their ids.
-- batchlua run dedupe.lua requests.jsonl

local seen = {}

function filter(req)
  -- The hash is of the value: blanks, escapes and the order of members do not matter.
  local key = tostring(req.url) .. " " .. json.hash(req.body)
  if seen[key] then return false end
  seen[key] = true
  return true
end

"""##),
("fan-out.lua", ##"""
-- Asks several models the same. OpenAI takes one model a file, xAI mixes them: hence the profile.
-- batchlua run --profile xai -D model=grok-4 -D model=grok-4-fast fan-out.lua requests.jsonl

options = { model = { type = "string", many = true, required = true, help = "a model to ask" } }

function transform(req)
  local copies = {}
  for i, model in ipairs(args.model) do
    local copy = req:copy()
    copy.custom_id = req.custom_id .. "/" .. model
    copy.body.model = model
    copies[i] = copy
  end
  return copies
end

"""##),
("filter.lua", ##"""
-- Keeps the requests whose custom_id begins with a prefix, as they are.
-- batchlua run -D prefix=review- filter.lua requests.jsonl

options = { prefix = { type = "string", required = true, help = "of the ids to keep" } }

function filter(req)
  local id = req.custom_id
  return type(id) == "string" and id:sub(1, #args.prefix) == args.prefix
end

"""##),
("from-csv/from-csv.lua", ##"""
-- Makes a request of each row of a CSV file; the columns are fields by the names in its header.
-- batchlua run -D file=products.csv from-csv.lua

options = { file = { type = "file", required = true, help = "the CSV file" } }

local system = "You write product texts of at most two sentences."
local prompt = "Product: %s\nFacts: %s\nLanguage: %s"

function begin()
  for row in batch.csv(args.file) do
    -- An empty field is an empty string.
    local language = row.language ~= "" and row.language or "English"
    batch.emit(batch.BatchRequestInput{
      custom_id = "product-" .. row.sku,
      url = batch.BatchEndpoint.chat_completions,
      body = {
        model = "gpt-5-mini",
        messages = {
          { role = "system", content = system },
          { role = "user", content = prompt:format(row.name, row.facts, language) },
        },
        max_completion_tokens = 300,
      },
    })
  end
end

"""##),
("from-csv/products.csv", ##"""
sku,name,facts,language
0017,Teapot,"Holds 1.2 l, made of ""Steingut""",German
0018,"Bread knife, long","30 cm
of steel",
0019,Käsereibe 🧀,stainless,French

"""##),
("from-prompts/from-prompts.lua", ##"""
-- Makes a request of each line of a text file, with one system message for all.
-- batchlua run -D prompts=prompts.txt -D system=system.txt from-prompts.lua

options = {
  prompts = { type = "file", required = true, help = "a text file with one prompt a line" },
  system = { type = "file", required = true, help = "a file that is the system message" },
}

function begin()
  local system = batch.readfile(args.system)
  local number = 0
  for line in batch.lines(args.prompts) do
    -- Blank lines count, so that an id tells the line in the file.
    number = number + 1
    if line:find("%S") then
      batch.emit(batch.BatchRequestInput{
        custom_id = string.format("prompt-%05d", number),
        url = batch.BatchEndpoint.responses,
        body = { model = "gpt-5-mini", instructions = system, input = line },
      })
    end
  end
end

"""##),
("from-prompts/prompts.txt", ##"""
Capital of Japan?
Colour of "snow"?

  Fluss durch Köln?
"""##),
("from-prompts/system.txt", ##"""
Answer in one word.
No punctuation.

"""##),
("gemini-results-to-openai/gemini-results-to-openai.lua", ##"""
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

"""##),
("gemini-results-to-openai/results.jsonl", ##"""
{"key":"bread","response":{"candidates":[{"content":{"parts":[{"text":"Mash three bananas.\n"},{"text":"Bake."}],"role":"model"},"finishReason":"STOP","index":0}],"usageMetadata":{"promptTokenCount":13,"candidatesTokenCount":9,"totalTokenCount":22,"promptTokensDetails":[{"modality":"TEXT","tokenCount":13}]},"modelVersion":"gemini-2.5-flash","responseId":"3IOWZ62SFvWRhMIP4"}}
{"key":"weather","response":{"candidates":[{"content":{"parts":[{"text":"I need the weather.","thought":true},{"functionCall":{"name":"get_weather","args":{"city":"Oslo"}},"thoughtSignature":"CiQB"},{"functionCall":{"id":"fc-2","name":"now"}}],"role":"model"},"finishReason":"STOP","index":0}],"usageMetadata":{"promptTokenCount":60,"candidatesTokenCount":20,"thoughtsTokenCount":40,"cachedContentTokenCount":32,"totalTokenCount":120},"modelVersion":"gemini-2.5-flash","responseId":"4IOWZ82NFqKAqsMP6"}}
{"custom_id":"2","status":"","processed_time":"2025-01-26T18:50:04.256+00:00","request":{"contents":[{"parts":[{"text":"Ramen"}],"role":"user"}]},"response":{"candidates":[{"avgLogprobs":-0.12,"content":{"parts":[{"text":"Ramen is a"}],"role":"model"},"finishReason":"MAX_TOKENS"}],"createTime":"2025-01-26T18:50:04.362797Z","modelVersion":"gemini-1.5-flash-002@default","responseId":"3IOWZ62SFvWRhMIP4-aTgA4","usageMetadata":{"candidatesTokenCount":3,"promptTokenCount":1,"totalTokenCount":4}}}
{"key":"refused","response":{"candidates":[{"finishReason":"PROHIBITED_CONTENT","index":0}],"usageMetadata":{"promptTokenCount":8,"totalTokenCount":8},"modelVersion":"gemini-2.5-flash","responseId":"5IOW"}}
{"key":"blocked","response":{"promptFeedback":{"blockReason":"SAFETY"},"usageMetadata":{"promptTokenCount":9,"totalTokenCount":9},"modelVersion":"gemini-2.5-flash"}}
{"key":"broken","error":{"code":3,"message":"Unable to process input image."}}
{"status": "", "processed_time": "2025-01-01T00:00:00Z", "request": {"contents": [{"role": "user", "parts": [{"text": "x"}]}], "labels": {"litellm_custom_id": "order-1", "team": "a"}}, "response": {"candidates": [{"content": {"role": "model", "parts": [{"text": "hello"}]}, "finishReason": "STOP", "avgLogprobs": -0.1}], "modelVersion": "gemini-2.0-flash-001", "responseId": "abc", "usageMetadata": {"promptTokenCount": 3, "candidatesTokenCount": 1, "totalTokenCount": 4}}}
{"status": "Bad Request: {\"error\": {\"code\": 400, \"message\": \"Unable to submit request\", \"status\": \"INVALID_ARGUMENT\"}}", "processed_time": "2025-01-01T00:00:00Z", "request": {"contents": [], "labels": {"custom_id": "order-2"}}, "response": {}}

"""##),
("inject-metadata.lua", ##"""
-- Marks each request with the name of a job, to find its answer again in the dashboard.
-- batchlua run -D job=spring-26 inject-metadata.lua requests.jsonl

options = { job = { type = "string", required = true, help = "the name of the job" } }

function transform(req)
  local url, body = tostring(req.url), req.body
  if not url:find("/chat/completions$") and not url:find("/responses$") then
    error("url: " .. url .. " takes no metadata; chat completions and responses do", 0)
  end
  body.metadata = body.metadata or {}
  body.metadata.job = args.job
  -- OpenAI refuses 'metadata' on chat completions unless they are stored.
  body.store = true
end

"""##),
("mistral-results-to-openai/mistral-results-to-openai.lua", ##"""
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

"""##),
("mistral-results-to-openai/results.jsonl", ##"""
{"id": "batch-8f1c-0", "custom_id": "0", "response": {"status_code": 200, "body": {"id": "6cf0e9d4a53a4c6d", "created": 1745000000, "model": "mistral-small-latest", "usage": {"prompt_tokens": 18, "total_tokens": 28, "completion_tokens": 10}, "object": "chat.completion", "choices": [{"index": 0, "finish_reason": "stop", "message": {"role": "assistant", "tool_calls": null, "content": "Le comté, bien sûr."}}]}}, "error": null}
{"id": "batch-8f1c-2", "custom_id": "2", "response": {"status_code": 200, "body": {"id": "7af0e9d4a53a4c6e", "created": 1745000001, "model": "mistral-small-latest", "usage": {"prompt_tokens": 60, "total_tokens": 80, "completion_tokens": 20}, "object": "chat.completion", "choices": [{"index": 0, "finish_reason": "tool_calls", "message": {"role": "assistant", "content": "", "tool_calls": [{"id": "Ab3dE6gH9", "function": {"name": "get_weather", "arguments": "{\"city\": \"Oslo\"}"}, "index": 0}]}}]}}, "error": null}
{"id": "batch-8f1c-4", "custom_id": "4", "response": {"status_code": 200, "body": {"id": "8bf0e9d4a53a4c6f", "created": 1745000002, "model": "magistral-small-latest", "usage": {"prompt_tokens": 9, "total_tokens": 40, "completion_tokens": 31}, "object": "chat.completion", "choices": [{"index": 0, "finish_reason": "model_length", "message": {"role": "assistant", "content": [{"type": "thinking", "thinking": [{"type": "text", "text": "Two and two."}]}, {"type": "text", "text": "It is fo"}]}}]}}, "error": null}
{"id": "batch-8f1c-5", "custom_id": "5", "response": {"status_code": 400, "body": {"object": "error", "message": "Expected last role User or Tool", "type": "invalid_request_message_order", "param": null, "code": "3230"}}, "error": null}
{"id": "batch-8f1c-6", "custom_id": "6", "response": null, "error": {"code": "timeout", "message": "The job ran out of time."}}
{"id": "batch-8f1c-7", "custom_id": "7", "response": {"status_code": 200, "body": {"id": "e1", "object": "list", "model": "mistral-embed", "data": [{"object": "embedding", "index": 0, "embedding": [0.5]}], "usage": {"prompt_tokens": 3, "total_tokens": 3, "completion_tokens": 0}}}, "error": null}
{"id": "batch-8f1c-8", "custom_id": "8", "response": {"status_code": 502, "body": "bad gateway"}, "error": null}

"""##),
("openai-to-anthropic/input.jsonl", ##"""
{"custom_id": "recipe-1", "method": "POST", "url": "/v1/chat/completions", "body": {"model": "gpt-4o-mini", "messages": [{"role": "system", "content": "You are a cook."}, {"role": "user", "content": "Ramen?"}], "max_tokens": 8192, "temperature": 0.5, "stop": "END", "user": "u-17", "seed": null}}
{"custom_id": "photo-2", "method": "POST", "url": "/v1/chat/completions", "body": {"model": "gpt-4o-mini", "messages": [{"role": "user", "content": [{"type": "text", "text": "Compare."}, {"type": "image_url", "image_url": {"url": "data:image/jpeg;base64,/9j/4AAQ"}}, {"type": "image_url", "image_url": {"url": "https://example.com/b.jpg"}}]}]}}
{"custom_id": "weather_3", "method": "POST", "url": "/v1/chat/completions", "body": {"model": "gpt-4o-mini", "messages": [{"role": "developer", "content": "You report weather."}, {"role": "user", "content": "Tokyo and Seoul?"}, {"role": "assistant", "content": null, "tool_calls": [{"id": "call_XMD", "type": "function", "function": {"name": "get_weather", "arguments": "{\"city\":\"Tokyo\"}"}}, {"id": "call_ILC", "type": "function", "function": {"name": "get_weather", "arguments": "{\"city\":\"Seoul\"}"}}]}, {"role": "tool", "tool_call_id": "call_XMD", "content": "sunny, 25"}, {"role": "tool", "tool_call_id": "call_ILC", "content": "windy, 18"}], "tools": [{"type": "function", "function": {"name": "get_weather", "description": "Current weather", "parameters": {"type": "object", "properties": {"city": {"type": "string"}}, "required": ["city"]}}}], "tool_choice": "required", "parallel_tool_calls": false, "max_completion_tokens": 500}}
{"custom_id": "person-4", "method": "POST", "url": "/v1/chat/completions", "body": {"model": "gpt-4o-mini", "messages": [{"role": "user", "content": "A person, invented."}], "response_format": {"type": "json_schema", "json_schema": {"name": "person", "strict": true, "schema": {"type": "object", "properties": {"name": {"type": "string"}}, "required": ["name"], "additionalProperties": false}}}, "stop": ["A", "B"]}}
{"custom_id": "odd-ids", "method": "POST", "url": "/v1/chat/completions", "body": {"model": "gpt-5-mini", "max_tokens": 5, "messages": [{"role": "user", "content": "x"}, {"role": "assistant", "content": "", "tool_calls": [{"id": "functions.Bash:0", "type": "function", "function": {"name": "Bash", "arguments": "{\"n\": 12345678901234567890, \"x\": 1.0}"}}, {"id": "functions_Bash_0", "type": "function", "function": {"name": "Bash", "arguments": ""}}, {"id": "functions:Bash.0", "type": "function", "function": {"name": "Bash", "arguments": "{}"}}]}, {"role": "tool", "tool_call_id": "functions:Bash.0", "content": "third"}, {"role": "tool", "tool_call_id": "functions.Bash:0", "content": "first"}, {"role": "tool", "tool_call_id": "functions_Bash_0", "content": "second"}]}}

"""##),
("openai-to-anthropic/openai-to-anthropic.lua", ##"""
-- Chat-completions requests become lines for Anthropic's Message Batches; the unmappable fails.
-- batchlua run --type json -D model=claude-sonnet-4-5 openai-to-anthropic.lua input.jsonl
-- fails: batchlua run --type json openai-to-anthropic.lua unmapped.jsonl # body.seed has no

options = {
  model = { type = "string", help = "the model that takes the place of the one in the file" },
}

-- For requests without a limit: Anthropic requires one.
local default_max_tokens = 4096

local function unmapped(path)
  error{ code = "unmapped", message = path .. " has no counterpart in the Messages API" }
end

local function allow(object, path, ...)
  local known = {}
  for _, key in ipairs{ ... } do known[key] = true end
  for key, value in pairs(object) do
    if not known[key] and value ~= json.null then unmapped(path .. "." .. key) end
  end
end

local function image(url)
  local media_type, data = url:match("^data:([^;]+);base64,(.*)$")
  if not media_type then return { type = "image", source = { type = "url", url = url } } end
  return { type = "image", source = { type = "base64", media_type = media_type, data = data } }
end

-- A list of blocks, of a string or of parts.
local function blocks(content, path)
  if type(content) == "string" then content = { { type = "text", text = content } } end
  local list = json.array{}
  for i, part in ipairs(content or {}) do
    if part.type == "image_url" then
      allow(part.image_url, path .. ".content[" .. i .. "].image_url", "url")
      list[#list + 1] = image(part.image_url.url)
    elseif part.type == "text" then
      -- Anthropic refuses empty texts, which say nothing.
      if part.text ~= "" then list[#list + 1] = { type = "text", text = part.text } end
    else
      unmapped(path .. ".content[" .. i .. "].type " .. tostring(part.type))
    end
  end
  return list
end

-- Anthropic takes these characters in the ids of calls, and 64 of them; other ids are replaced.
local function tool_ids(messages)
  local ids, taken, others = {}, {}, {}
  local function see(id)
    if type(id) ~= "string" then error("body.messages: a call without an id", 0) end
    if ids[id] then return end
    if #id >= 1 and #id <= 64 and not id:find("[^%w_-]") then
      ids[id], taken[id] = id, true
    else
      others[#others + 1] = id
    end
  end
  for _, message in ipairs(messages) do
    for _, call in ipairs(message.tool_calls or {}) do see(call.id) end
    if message.role == "tool" then see(message.tool_call_id) end
  end
  for _, id in ipairs(others) do
    local stem, number = id:gsub("[^%w_-]", "_"):sub(1, 56), 1
    local new = stem
    while taken[new] or new == "" do
      number = number + 1
      new = stem .. "_" .. number
    end
    if not ids[id] then ids[id], taken[new] = new, true end
  end
  return ids
end

-- What a call passes on: an object, whose text stays as it is.
local function arguments_of(call, path)
  local text = call["function"].arguments
  local ok, value = pcall(json.decode, text and text:find("%S") and text or "{}")
  if not ok or json.type(value) ~= "object" then
    unmapped(path .. ".tool_calls: arguments that are no JSON object; they")
  end
  return value
end

local keys = {}
function keys.model(to, model) to.model = args.model or model end
function keys.top_p(to, value) to.top_p = value end
function keys.temperature(to, value)
  if value > 1 then error("body.temperature: Anthropic takes 0 to 1, not " .. value) end
  to.temperature = value
end
function keys.messages(to, messages)
  local system, ids = {}, tool_ids(messages)
  to.messages = json.array{}
  for i, message in ipairs(messages) do
    local path = "body.messages[" .. i .. "]"
    allow(message, path, "role", "content", "tool_calls", "tool_call_id")
    local list = blocks(message.content, path)
    local role = message.role
    if role == "system" or role == "developer" then
      table.move(list, 1, #list, #system + 1, system)
    else
      if role == "tool" then
        list = { { type = "tool_result", tool_use_id = ids[message.tool_call_id],
          content = list } }
        role = "user"
      end
      for _, call in ipairs(message.tool_calls or {}) do
        list[#list + 1] = { type = "tool_use", id = ids[call.id], name = call["function"].name,
          input = arguments_of(call, path) }
      end
      -- The results of parallel calls must stand in one message.
      local last = to.messages[#to.messages]
      if last and last.role == role then
        table.move(list, 1, #list, #last.content + 1, last.content)
      else
        to.messages[#to.messages + 1] = { role = role, content = list }
      end
    end
  end
  if #system > 0 then to.system = system end
end
function keys.max_tokens(to, value) to.max_tokens = value end
keys.max_completion_tokens = keys.max_tokens
function keys.stop(to, stop) to.stop_sequences = type(stop) == "string" and { stop } or stop end
function keys.user(to, user) to.metadata = { user_id = user } end
function keys.tools(to, tools)
  to.tools = json.array{}
  for i, tool in ipairs(tools) do
    local f = tool["function"] or unmapped("body.tools[" .. i .. "].type " .. tool.type)
    to.tools[i] = { name = f.name, description = f.description, strict = f.strict,
      input_schema = f.parameters or { type = "object" } }
  end
end
function keys.tool_choice(to, choice)
  local types = { auto = "auto", required = "any", none = "none" }
  if type(choice) == "string" then
    to.tool_choice.type = types[choice] or unmapped("body.tool_choice " .. choice)
  else
    to.tool_choice.type, to.tool_choice.name = "tool", choice["function"].name
  end
end
function keys.parallel_tool_calls(to, value)
  to.tool_choice.disable_parallel_tool_use = not value
end
function keys.response_format(to, format)
  if format.type ~= "json_schema" then unmapped("body.response_format.type " .. format.type) end
  to.output_config = { format = { type = "json_schema", schema = format.json_schema.schema } }
end

function transform(rec)
  local url, id = rec.url, rec.custom_id
  -- Azure leaves /v1 out.
  if not url or not url:find("/chat/completions$") then unmapped("url " .. tostring(url)) end
  if json.type(rec.body.messages) ~= "array" then error("body.messages is missing", 0) end
  if #id < 1 or #id > 64 or id:find("[^%w_-]") then
    error("custom_id: Anthropic takes 1 to 64 letters, digits, '_' and '-'; see renumber.lua")
  end
  local params = { max_tokens = default_max_tokens, tool_choice = {} }
  for key, value in pairs(rec.body) do
    if value ~= json.null then
      local convert = keys[key] or unmapped("body." .. key)
      convert(params, value)
    end
  end
  -- A choice needs its type, and there is none without tools.
  if next(params.tool_choice) == nil then
    params.tool_choice = nil
  else
    params.tool_choice.type = params.tool_choice.type or "auto"
  end
  return { custom_id = rec.custom_id, params = params }
end

"""##),
("openai-to-bedrock/input.jsonl", ##"""
{"custom_id": "bread", "method": "POST", "url": "/v1/chat/completions", "body": {"model": "gpt-4o-mini", "messages": [{"role": "system", "content": "You are a chef."}, {"role": "user", "content": "Give me a recipe for banana bread."}], "temperature": 0.7, "top_p": 0.9, "max_tokens": 500, "stop": "END"}}
{"custom_id": "photo", "method": "POST", "url": "/v1/chat/completions", "body": {"model": "gpt-4o-mini", "messages": [{"role": "user", "content": [{"type": "text", "text": "What is this?"}, {"type": "image_url", "image_url": {"url": "data:image/png;base64,iVBORw0KGgo="}}]}, {"role": "assistant", "content": "A loaf."}, {"role": "user", "content": "As JSON."}]}}
{"custom_id": "weather", "method": "POST", "url": "/v1/chat/completions", "body": {"model": "gpt-4o-mini", "messages": [{"role": "user", "content": "Tokyo and Seoul?"}, {"role": "assistant", "content": null, "tool_calls": [{"id": "call_1", "type": "function", "function": {"name": "get_weather", "arguments": "{\"city\":\"Tokyo\"}"}}, {"id": "call_2", "type": "function", "function": {"name": "get_weather", "arguments": "{\"city\":\"Seoul\"}"}}]}, {"role": "tool", "tool_call_id": "call_1", "content": "sunny"}, {"role": "tool", "tool_call_id": "call_2", "content": "windy"}], "tools": [{"type": "function", "function": {"name": "get_weather", "description": "Current weather", "parameters": {"type": "object", "properties": {"city": {"type": "string"}}, "required": ["city"]}}}], "tool_choice": {"type": "function", "function": {"name": "get_weather"}}, "max_completion_tokens": 200}}
{"custom_id": "odd-ids", "method": "POST", "url": "/v1/chat/completions", "body": {"model": "m", "messages": [{"role": "user", "content": "x"}, {"role": "assistant", "content": "", "tool_calls": [{"id": "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", "type": "function", "function": {"name": "f", "arguments": "{\"x\":1.0}"}}, {"id": "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaab", "type": "function", "function": {"name": "f", "arguments": "{}"}}]}, {"role": "tool", "tool_call_id": "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaab", "content": "second"}, {"role": "tool", "tool_call_id": "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", "content": "first"}]}}

"""##),
("openai-to-bedrock/openai-to-bedrock.lua", ##"""
-- Chat-completions requests become lines for Bedrock jobs of the type Converse, for any model.
-- batchlua run --type json openai-to-bedrock.lua input.jsonl
-- fails: batchlua run --type json openai-to-bedrock.lua unmapped.jsonl # body.seed has no

local function unmapped(path)
  error{ code = "unmapped", message = path .. " has no counterpart in Converse" }
end

local message_keys = { role = true, content = true, tool_calls = true, tool_call_id = true }
local function check_message(message, path)
  for key, value in pairs(message) do
    if not message_keys[key] and value ~= json.null then unmapped(path .. "." .. key) end
  end
end

local function convert_part(part, path)
  if part.type == "text" then return { text = part.text } end
  if part.type ~= "image_url" then unmapped(path .. ".type " .. tostring(part.type)) end
  if part.image_url.detail then unmapped(path .. ".image_url.detail") end
  local format, bytes = part.image_url.url:match("^data:image/(%a+);base64,(.*)$")
  if not format then error(path .. ".image_url.url: Bedrock takes inline images only") end
  return { image = { format = format, source = { bytes = bytes } } }
end

local function convert_parts(content, path)
  if type(content) == "string" then content = { { type = "text", text = content } } end
  local parts = json.array{}
  for i, part in ipairs(content or {}) do
    -- Bedrock refuses empty texts, which say nothing.
    if part.text ~= "" then
      parts[#parts + 1] = convert_part(part, path .. ".content[" .. i .. "]")
    end
  end
  return parts
end

-- Bedrock takes these characters in the ids of calls, and 64 of them; other ids are replaced.
local function tool_ids(messages)
  local ids, taken, others = {}, {}, {}
  local function see(id)
    if type(id) ~= "string" then error("body.messages: a call without an id", 0) end
    if ids[id] then return end
    if #id >= 1 and #id <= 64 and not id:find("[^%w_-]") then
      ids[id], taken[id] = id, true
    else
      others[#others + 1] = id
    end
  end
  for _, message in ipairs(messages) do
    for _, call in ipairs(message.tool_calls or {}) do see(call.id) end
    if message.role == "tool" then see(message.tool_call_id) end
  end
  for _, id in ipairs(others) do
    local stem, number = id:gsub("[^%w_-]", "_"):sub(1, 56), 1
    local new = stem
    while taken[new] or new == "" do
      number = number + 1
      new = stem .. "_" .. number
    end
    if not ids[id] then ids[id], taken[new] = new, true end
  end
  return ids
end

-- What a call passes on: an object, whose text stays as it is.
local function arguments_of(call, path)
  local text = call["function"].arguments
  local ok, value = pcall(json.decode, text and text:find("%S") and text or "{}")
  if not ok or json.type(value) ~= "object" then
    unmapped(path .. ".tool_calls: arguments that are no JSON object; they")
  end
  return value
end

local keys = {}
function keys.model() end -- chosen when the job is made, for the whole file
function keys.messages(to, messages)
  local system, ids = json.array{}, tool_ids(messages)
  to.messages = json.array{}
  for i, message in ipairs(messages) do
    local path = "body.messages[" .. i .. "]"
    check_message(message, path)
    local role = message.role
    local parts = convert_parts(message.content, path)
    if role == "system" or role == "developer" then
      table.move(parts, 1, #parts, #system + 1, system)
    else
      if role == "tool" then
        parts = { { toolResult = { toolUseId = ids[message.tool_call_id],
          content = parts } } }
        role = "user"
      end
      for _, call in ipairs(message.tool_calls or {}) do
        parts[#parts + 1] = { toolUse = { toolUseId = ids[call.id], name = call["function"].name,
          input = arguments_of(call, path) } }
      end
      -- Roles must alternate: the results of parallel calls stand in one message.
      local last = to.messages[#to.messages]
      if last and last.role == role then
        table.move(parts, 1, #parts, #last.content + 1, last.content)
      else
        to.messages[#to.messages + 1] = { role = role, content = parts }
      end
    end
  end
  if #system > 0 then to.system = system end
end
for key, name in pairs{ max_tokens = "maxTokens", max_completion_tokens = "maxTokens",
  temperature = "temperature", top_p = "topP" } do
  keys[key] = function(to, value) to.inferenceConfig[name] = value end
end
function keys.stop(to, stop)
  to.inferenceConfig.stopSequences = type(stop) == "string" and { stop } or stop
end
function keys.tools(to, tools)
  to.toolConfig.tools = json.array{}
  for i, tool in ipairs(tools) do
    local f = tool["function"] or unmapped("body.tools[" .. i .. "].type " .. tool.type)
    if f.strict then unmapped("body.tools[" .. i .. "].function.strict") end
    to.toolConfig.tools[i] = { toolSpec = { name = f.name, description = f.description,
      inputSchema = { json = f.parameters or { type = "object" } } } }
  end
end
function keys.tool_choice(to, choice)
  local choices = { auto = { auto = {} }, required = { any = {} } }
  if type(choice) == "table" then
    to.toolConfig.toolChoice = { tool = { name = choice["function"].name } }
  else
    to.toolConfig.toolChoice = choices[choice] or unmapped("body.tool_choice " .. choice)
  end
end

function transform(rec)
  local url = rec.url
  -- Azure leaves /v1 out.
  if not url or not url:find("/chat/completions$") then unmapped("url " .. tostring(url)) end
  if json.type(rec.body.messages) ~= "array" then error("body.messages is missing", 0) end
  local input = { inferenceConfig = {}, toolConfig = {} }
  for key, value in pairs(rec.body) do
    if value ~= json.null then
      local convert = keys[key] or unmapped("body." .. key)
      convert(input, value)
    end
  end
  if not input.toolConfig.tools then input.toolConfig = nil end
  return { recordId = rec.custom_id, modelInput = input }
end

"""##),
("openai-to-gemini/input.jsonl", ##"""
{"custom_id": "bread", "method": "POST", "url": "/v1/chat/completions", "body": {"model": "gpt-4o-mini", "messages": [{"role": "system", "content": "You are a chef."}, {"role": "user", "content": "Give me a recipe for banana bread."}], "temperature": 0.7, "top_p": 0.9, "max_tokens": 500, "stop": "END", "seed": 3, "user": null}}
{"custom_id": "photo", "method": "POST", "url": "/v1/chat/completions", "body": {"model": "gpt-4o-mini", "messages": [{"role": "user", "content": [{"type": "text", "text": "What is this?"}, {"type": "image_url", "image_url": {"url": "data:image/png;base64,iVBORw0KGgo="}}]}, {"role": "assistant", "content": "A loaf."}, {"role": "user", "content": "As JSON."}], "response_format": {"type": "json_schema", "json_schema": {"name": "thing", "schema": {"type": "object", "properties": {"name": {"type": "string"}}}}}}}
{"custom_id": "weather", "method": "POST", "url": "/v1/chat/completions", "body": {"model": "gpt-4o-mini", "messages": [{"role": "user", "content": "Tokyo and Seoul?"}, {"role": "assistant", "content": null, "tool_calls": [{"id": "call_1", "type": "function", "function": {"name": "get_weather", "arguments": "{\"city\":\"Tokyo\"}"}}, {"id": "call_2", "type": "function", "function": {"name": "get_weather", "arguments": "{\"city\":\"Seoul\"}"}}]}, {"role": "tool", "tool_call_id": "call_1", "content": "sunny"}, {"role": "tool", "tool_call_id": "call_2", "content": "windy"}], "tools": [{"type": "function", "function": {"name": "get_weather", "description": "Current weather", "parameters": {"type": "object", "properties": {"city": {"type": "string"}}, "required": ["city"]}}}], "tool_choice": {"type": "function", "function": {"name": "get_weather"}}, "max_completion_tokens": 200}}

"""##),
("openai-to-gemini/openai-to-gemini.lua", ##"""
-- Chat-completions requests become lines for Gemini's Batch API; the unmappable fails.
-- batchlua run --type json openai-to-gemini.lua input.jsonl
-- fails: batchlua run --type json openai-to-gemini.lua unmapped.jsonl # takes inline images only

local function unmapped(path)
  error{ code = "unmapped", message = path .. " has no counterpart at Gemini" }
end

local message_keys = { role = true, content = true, tool_calls = true, tool_call_id = true }
local function check_message(message, path)
  for key, value in pairs(message) do
    if not message_keys[key] and value ~= json.null then unmapped(path .. "." .. key) end
  end
end

local function convert_part(part, path)
  if part.type == "text" then return { text = part.text } end
  if part.type ~= "image_url" then unmapped(path .. ".type " .. tostring(part.type)) end
  if part.image_url.detail then unmapped(path .. ".image_url.detail") end
  local mime_type, data = part.image_url.url:match("^data:([^;]+);base64,(.*)$")
  if not mime_type then error(path .. ".image_url.url: Gemini takes inline images only") end
  return { inlineData = { mimeType = mime_type, data = data } }
end

local function convert_parts(content, path)
  if type(content) == "string" then content = { { type = "text", text = content } } end
  local parts = json.array{}
  for i, part in ipairs(content or {}) do
    parts[i] = convert_part(part, path .. ".content[" .. i .. "]")
  end
  return parts
end

local keys = {}
function keys.model() end -- chosen when the job is made, for the whole file
function keys.messages(to, messages)
  local names, system = {}, json.array{}
  to.contents = json.array{}
  for i, message in ipairs(messages) do
    local path = "body.messages[" .. i .. "]"
    check_message(message, path)
    local parts = convert_parts(message.content, path)
    local role = message.role == "assistant" and "model" or "user"
    if message.role == "system" or message.role == "developer" then
      table.move(parts, 1, #parts, #system + 1, system)
    else
      if message.role == "tool" then
        -- Gemini wants an object, and the function's name beside the id.
        local id, output = message.tool_call_id, ""
        for _, part in ipairs(parts) do output = output .. part.text end
        parts = { { functionResponse = { id = id,
          name = names[id] or error(path .. ".tool_call_id: no call has the id " .. id),
          response = { output = output } } } }
      end
      for _, call in ipairs(message.tool_calls or {}) do
        local f = call["function"]
        names[call.id] = f.name
        parts[#parts + 1] = { functionCall = { id = call.id, name = f.name,
          args = json.decode(f.arguments ~= "" and f.arguments or "{}") } }
      end
      -- The results of parallel calls must stand in one content.
      local last = to.contents[#to.contents]
      if last and last.role == role then
        table.move(parts, 1, #parts, #last.parts + 1, last.parts)
      else
        to.contents[#to.contents + 1] = { role = role, parts = parts }
      end
    end
  end
  if #system > 0 then to.systemInstruction = { parts = system } end
end
for key, name in pairs{ temperature = "temperature", top_p = "topP", seed = "seed",
  max_tokens = "maxOutputTokens", max_completion_tokens = "maxOutputTokens",
  n = "candidateCount", presence_penalty = "presencePenalty",
  frequency_penalty = "frequencyPenalty", logprobs = "responseLogprobs",
  top_logprobs = "logprobs" } do
  keys[key] = function(to, value) to.generationConfig[name] = value end
end
function keys.stop(to, stop)
  to.generationConfig.stopSequences = type(stop) == "string" and { stop } or stop
end
function keys.response_format(to, format)
  local config = to.generationConfig
  config.responseMimeType = format.type == "text" and "text/plain" or "application/json"
  config.responseJsonSchema = format.json_schema and format.json_schema.schema
end
function keys.tools(to, tools)
  local functions = {}
  for i, tool in ipairs(tools) do
    local f = tool["function"] or unmapped("body.tools[" .. i .. "].type " .. tool.type)
    if f.strict then unmapped("body.tools[" .. i .. "].function.strict") end
    functions[i] = { name = f.name, description = f.description,
      parametersJsonSchema = f.parameters }
  end
  to.tools = { { functionDeclarations = functions } }
end
function keys.tool_choice(to, choice)
  local modes = { auto = "AUTO", required = "ANY", none = "NONE" }
  local config = { mode = modes[choice] or "ANY" }
  if type(choice) == "table" then
    config.allowedFunctionNames = { choice["function"].name }
  end
  to.toolConfig = { functionCallingConfig = config }
end

function transform(rec)
  local url = rec.url
  -- Azure leaves /v1 out.
  if not url or not url:find("/chat/completions$") then unmapped("url " .. tostring(url)) end
  if json.type(rec.body.messages) ~= "array" then error("body.messages is missing", 0) end
  local request = { generationConfig = json.object{} }
  for key, value in pairs(rec.body) do
    if value ~= json.null then
      local convert = keys[key] or unmapped("body." .. key)
      convert(request, value)
    end
  end
  return { key = rec.custom_id, request = request }
end

"""##),
("openai-to-mistral/input.jsonl", ##"""
{"custom_id": "0", "method": "POST", "url": "/v1/chat/completions", "body": {"model": "gpt-4o-mini", "messages": [{"role": "developer", "content": "Answer in French."}, {"role": "user", "content": "What is the best French cheese?"}], "max_completion_tokens": 100, "temperature": 0.3, "seed": 42, "user": null}}
{"custom_id": "1", "method": "POST", "url": "/v1/chat/completions", "body": {"model": "gpt-4o-mini", "messages": [{"role": "user", "content": [{"type": "text", "text": "What is this?"}, {"type": "image_url", "image_url": {"url": "https://example.com/brie.jpg"}}]}], "response_format": {"type": "json_object"}, "max_tokens": 50, "stop": ["\n\n"]}}
{"custom_id": "2", "method": "POST", "url": "/v1/chat/completions", "body": {"model": "gpt-4o-mini", "messages": [{"role": "user", "content": "Tokyo and Seoul?"}, {"role": "assistant", "content": null, "tool_calls": [{"id": "call_XMDlh6SGHioYCuZJSlBRad4B", "type": "function", "function": {"name": "get_weather", "arguments": "{\"city\":\"Tokyo\"}"}}, {"id": "call_ILCMB4mtucruCthuZTF6b5wK", "type": "function", "function": {"name": "get_weather", "arguments": "{\"city\":\"Seoul\"}"}}]}, {"role": "tool", "content": "windy", "tool_call_id": "call_ILCMB4mtucruCthuZTF6b5wK"}, {"role": "tool", "content": "sunny", "tool_call_id": "call_XMDlh6SGHioYCuZJSlBRad4B"}], "tools": [{"type": "function", "function": {"name": "get_weather", "parameters": {"type": "object", "properties": {"city": {"type": "string"}}}}}], "tool_choice": "auto"}}

"""##),
("openai-to-mistral/openai-to-mistral.lua", ##"""
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

"""##),
("renumber.lua", ##"""
-- Gives each request a new custom_id: its number in the input, so that the old id can be found.
-- batchlua run -D prefix=job7 renumber.lua requests.jsonl

options = { prefix = { default = "req", help = "before the number" } }

function transform(req)
  req.custom_id = ("%s-%06d"):format(args.prefix, req.index)
end

"""##),
("requests.jsonl", ##"""
{"custom_id": "faq-1", "method": "POST", "url": "/v1/chat/completions", "body": {"model": "gpt-4o-mini", "messages": [{"role": "user", "content": "What is a tide?"}], "temperature": 0.70}}
{"custom_id":"faq-2","method":"POST","url":"/v1/chat/completions","body":{"model":"gpt-4o-mini","messages":[{"role":"user","content":"Why is the sky blue?"}],"seed":9007199254740993}}
{"custom_id": "review-1", "method": "POST", "url": "/v1/chat/completions", "body": {"model": "gpt-4o-mini", "messages": [{"role": "system", "content": "Answer with one word: positive, negative or mixed."}, {"role": "user", "content": "Der K\u00e4se war gut, der Service \u201enaja\u201c.\nTrotzdem: \u2b50\u2b50\u2b50\u2b50"}], "max_tokens": 5}}
{"custom_id":"review-2","method":"POST","url":"/v1/chat/completions","body":{"model":"gpt-4o-mini","messages":[{"role":"system","content":"Answer with one word: positive, negative or mixed."},{"role":"user","content":"とても良い店です。また来ます 🍜"}],"max_tokens":5}}
{"custom_id":"review-3","method":"POST","url":"/v1/chat/completions","body":{"messages":[{"role":"system","content":"Answer with one word: positive, negative or mixed."},{"role":"user","content":"Der Käse war gut, der Service „naja“.\nTrotzdem: ⭐⭐⭐⭐"}],"max_tokens":5,"model":"gpt-4o-mini"}}
{"custom_id":"photo-1","method":"POST","url":"/v1/chat/completions","body":{"model":"gpt-4o-mini","messages":[{"role":"user","content":[{"type":"text","text":"What is on the \"sign\"?"},{"type":"image_url","image_url":{"url":"https:\/\/example.com\/sign.jpg","detail":"low"}}]}],"logit_bias":{}}}
{"custom_id": "order-1", "method": "POST", "url": "/v1/chat/completions", "body": {"model": "gpt-4o-mini", "messages": [{"role": "developer", "content": "Extract the order as JSON."}, {"role": "user", "content": "2 x M8 bolts, C:\\parts\\bolts.csv, 1.50 \u20ac each"}], "response_format": {"type": "json_object"}, "metadata": {"shop": "north"}, "store": true}}
{"custom_id": "draft-1", "method": "POST", "url": "/v1/chat/completions", "body": {"model": "gpt-4o-mini", "messages": [{"role": "user", "content": "Draft a title."}, {"role": "assistant", "content": "A Day at Sea"}, {"role": "user", "content": "Shorter, please."}], "n": 1, "stop": null}}

"""##),
("results-to-text.lua", ##"""
-- Takes the text of each answer out of a file of results; a failure has its message instead.
-- batchlua run --type BatchRequestOutput --to json results-to-text.lua results.jsonl

function transform(out)
  local id = out.custom_id or out.json.key or out.json.recordId -- of Gemini and Bedrock
  local _, message = out:failure()
  return { custom_id = id, text = out:text(), error = message }
end

"""##),
("results.jsonl", ##"""
{"id": "batch_req_6911aa01", "custom_id": "faq-2", "response": {"status_code": 200, "request_id": "req_7d01", "body": {"id": "chatcmpl-01", "object": "chat.completion", "created": 1794700801, "model": "gpt-4o-mini-2024-07-18", "choices": [{"index": 0, "message": {"role": "assistant", "content": "Air scatters blue light more than red.", "refusal": null}, "logprobs": null, "finish_reason": "stop"}], "usage": {"prompt_tokens": 13, "completion_tokens": 9, "total_tokens": 22}}}, "error": null}
{"id": "batch_req_6911aa02", "custom_id": "review-2", "response": {"status_code": 200, "request_id": "req_7d02", "body": {"id": "chatcmpl-02", "object": "chat.completion", "created": 1794700802, "model": "gpt-4o-mini-2024-07-18", "choices": [{"index": 0, "message": {"role": "assistant", "content": "positive \ud83c\udf5c", "refusal": null}, "logprobs": null, "finish_reason": "stop"}], "usage": {"prompt_tokens": 41, "completion_tokens": 3, "total_tokens": 44}}}, "error": null}
{"id": "batch_req_6911aa03", "custom_id": "draft-1", "response": {"status_code": 200, "request_id": "req_7d03", "body": {"id": "chatcmpl-03", "object": "chat.completion", "created": 1794700803, "model": "gpt-4o-mini-2024-07-18", "choices": [{"index": 0, "message": {"role": "assistant", "content": "\"At Sea\"", "refusal": null}, "logprobs": null, "finish_reason": "stop"}], "usage": {"prompt_tokens": 35, "completion_tokens": 4, "total_tokens": 39}}}, "error": null}
{"id": "batch_req_6911aa04", "custom_id": "photo-1", "response": {"status_code": 400, "request_id": "req_7d04", "body": {"error": {"message": "Failed to download image from https://example.com/sign.jpg.", "type": "invalid_request_error", "param": null, "code": "invalid_image_url"}}}, "error": null}
{"id": "batch_req_6911aa05", "custom_id": "order-1", "response": null, "error": {"code": "batch_expired", "message": "This request could not be executed before the completion window expired."}}

"""##),
("sample/input.jsonl", ##"""
{"custom_id": "q1", "method": "POST", "url": "/v1/embeddings", "body": {"model": "text-embedding-3-small", "input": "Sentence 1."}}
{"custom_id": "q2", "method": "POST", "url": "/v1/embeddings", "body": {"model": "text-embedding-3-small", "input": "Sentence 2."}}
{"custom_id": "q3", "method": "POST", "url": "/v1/embeddings", "body": {"model": "text-embedding-3-small", "input": "Sentence 3."}}
{"custom_id": "q4", "method": "POST", "url": "/v1/embeddings", "body": {"model": "text-embedding-3-small", "input": "Sentence 4."}}
{"custom_id": "q5", "method": "POST", "url": "/v1/embeddings", "body": {"model": "text-embedding-3-small", "input": "Sentence 5."}}
{"custom_id": "q6", "method": "POST", "url": "/v1/embeddings", "body": {"model": "text-embedding-3-small", "input": "Sentence 6."}}
{"custom_id": "q7", "method": "POST", "url": "/v1/embeddings", "body": {"model": "text-embedding-3-small", "input": "Sentence 7."}}
{"custom_id": "q8", "method": "POST", "url": "/v1/embeddings", "body": {"model": "text-embedding-3-small", "input": "Sentence 8."}}

"""##),
("sample/sample.lua", ##"""
-- Keeps a random sample, a fraction or a count: the same on each run, also when lines are added.
-- batchlua run -D fraction=0.4 -D seed=1 sample.lua input.jsonl
-- batchlua run -D count=3 -D seed=7 sample.lua input.jsonl
-- fails: batchlua run sample.lua input.jsonl # give either -D fraction=… or -D count=…

options = {
  fraction = { type = "number", help = "the part of the requests to keep, such as 0.1" },
  count = { type = "integer", help = "the number of requests; they stay in memory to the end" },
  seed = { default = 1, help = "another number gives another sample" },
}

-- The hash of its id puts each record at a place between 0 and 1, wherever it stands in the file.
local function place_of(rec)
  local hash = batch.hash(("%d %s"):format(args.seed, rec.custom_id or json.hash(rec.json)))
  return tonumber(hash:sub(1, 12), 16) / 16 ^ 12
end

local kept = {}

function begin()
  if (args.fraction == nil) == (args.count == nil) then
    error("give either -D fraction=… or -D count=…")
  end
end

function transform(rec)
  local place = place_of(rec)
  if args.fraction then return place < args.fraction end
  -- The records with the smallest places, in their order.
  local low, high = 1, #kept + 1
  while low < high do
    local middle = (low + high) // 2
    if kept[middle].place <= place then low = middle + 1 else high = middle end
  end
  if low <= args.count then
    table.insert(kept, low, { place = place, rec = rec })
    kept[args.count + 1] = nil
  end
  return false
end

function finish()
  table.sort(kept, function(a, b) return a.rec.index < b.rec.index end)
  for _, one in ipairs(kept) do batch.emit(one.rec) end
end

"""##),
("strip-images/input.jsonl", ##"""
{"custom_id": "chat", "method": "POST", "url": "/v1/chat/completions", "body": {"model": "gpt-5-mini", "messages": [{"role": "system", "content": "Describe."}, {"role": "user", "content": [{"type": "text", "text": "Which is older?"}, {"type": "image_url", "image_url": {"url": "data:image/png;base64,iVBORw0KGgoAAAAN", "detail": "low"}}, {"type": "image_url", "image_url": {"url": "https://example.com/b.png"}}]}]}}
{"custom_id": "untouched", "method": "POST", "url": "/v1/chat/completions", "body": {"model": "gpt-5-mini", "messages": [ {"role": "user", "content": "No image \u2014 here."} ], "temperature": 1.0}}
{"custom_id": "inline", "method": "POST", "url": "/v1/chat/completions", "body": {"model": "gpt-5-mini", "messages": [{"role": "user", "content": [{"type": "image_url", "image_url": {"url": "data:image/jpeg;base64,/9j/4AAQSkZJRgAB"}}, {"type": "image_url", "image_url": {"url": "data:image/webp;base64,UklGRiQA"}}]}]}}

"""##),
("strip-images/responses.jsonl", ##"""
{"custom_id": "responses", "method": "POST", "url": "/v1/responses", "body": {"model": "gpt-5-mini", "input": [{"role": "user", "content": [{"type": "input_text", "text": "What is it?"}, {"type": "input_image", "image_url": "data:image/gif;base64,R0lGODlhAQAB", "detail": "auto"}]}]}}
{"custom_id": "text", "method": "POST", "url": "/v1/responses", "body": {"model": "gpt-5-mini", "input": "No image."}}
{"custom_id": "vector", "method": "POST", "url": "/v1/embeddings", "body": {"model": "text-embedding-3-small", "input": ["a", "b"]}}
{"custom_id": "tool", "method": "POST", "url": "/v1/responses", "body": {"model": "gpt-5-mini", "input": [{"type": "function_call", "call_id": "c", "name": "f", "arguments": "{}"}]}}

"""##),
("strip-images/strip-images.lua", ##"""
-- Replaces inline images by a short text, so that a file becomes small; links are kept.
-- batchlua run strip-images.lua input.jsonl
-- batchlua run strip-images.lua responses.jsonl

local function note(url)
  local media_type, data = url:match("^data:([^;]+);base64,(.*)$")
  -- Four characters stand for three bytes.
  return media_type and string.format("[%s of %d bytes removed]", media_type, #data * 3 // 4)
end

-- Chat completions write { url = … }, responses the url itself.
local function url_of(part)
  local image = part.image_url
  return type(image) == "table" and image.url or image
end

function transform(rec)
  local messages = rec.body.messages or rec.body.input
  -- Other endpoints have texts there, and no images.
  if type(messages) ~= "table" then return end
  for _, message in ipairs(messages) do
    local content = type(message) == "table" and message.content
    for i, part in ipairs(type(content) == "table" and content or {}) do
      local url = part.image_url and url_of(part)
      local text = url and note(url)
      if text then
        local kind = part.type == "input_image" and "input_text" or "text"
        content[i] = { type = kind, text = text }
      end
    end
  end
end

"""##),
("swap-model.lua", ##"""
-- Sends every request to another model.
-- batchlua run swap-model.lua requests.jsonl

options = { model = { default = "gpt-5-mini", help = "the name of the model" } }

function transform(req)
  req.body.model = args.model
end

"""##),
("truncate/input.jsonl", ##"""
{"custom_id": "short", "method": "POST", "url": "/v1/chat/completions", "body": {"model": "gpt-5-mini", "messages": [{"role": "system", "content": "Be kind."}, {"role": "user", "content": "Hello"}], "temperature": 0.70}}
{"custom_id": "long", "method": "POST", "url": "/v1/chat/completions", "body": {"model": "gpt-5-mini", "messages": [{"role": "system", "content": "You help with gardens."}, {"role": "user", "content": "When do I plant tomatoes in a cold place with late frosts?"}, {"role": "assistant", "content": "After the last frost, in most places in the middle of May."}, {"role": "user", "content": "And beans, äh, Bohnen?"}, {"role": "assistant", "content": "A week later."}, {"role": "user", "content": "Thanks. Peas?"}]}}
{"custom_id": "tools", "method": "POST", "url": "/v1/chat/completions", "body": {"model": "gpt-5-mini", "messages": [{"role": "user", "content": "A first question which is long enough to be cut away when the rest is kept."}, {"role": "assistant", "content": "An answer."}, {"role": "user", "content": [{"type": "text", "text": "Weather in Oslo?"}]}, {"role": "assistant", "content": null, "tool_calls": [{"id": "call_1", "type": "function", "function": {"name": "get_weather", "arguments": "{\"city\":\"Oslo\"}"}}]}, {"role": "tool", "tool_call_id": "call_1", "content": "{\"sky\": \"a long report of what the sky over Oslo looks like now\"}"}]}}
{"custom_id": "one", "method": "POST", "url": "/v1/chat/completions", "body": {"model": "gpt-5-mini", "messages": [{"role": "developer", "content": "Summarise."}, {"role": "user", "content": "This single message is longer than all that may stay, but without it there would be no request at all, and so it is kept as it is."}]}}
{"custom_id": "respond", "method": "POST", "url": "/v1/responses", "body": {"model": "gpt-5-mini", "input": [{"role": "developer", "content": "Be brief."}, {"role": "user", "content": "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"}, {"type": "function_call", "call_id": "c", "name": "f", "arguments": "{}"}, {"type": "function_call_output", "call_id": "c", "output": "yyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyy"}, {"role": "user", "content": [{"type": "input_text", "text": "And now?"}]}]}}
{"custom_id": "text", "method": "POST", "url": "/v1/responses", "body": {"model": "gpt-5-mini", "input": "zzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzz"}}

"""##),
("truncate/truncate.lua", ##"""
-- Cuts long conversations to so many characters: the system message and the latest turns stay.
-- batchlua run -D max_chars=120 truncate.lua input.jsonl

options = { max_chars = { default = 100000, help = "characters that a conversation may have" } }

-- Text only: images have no length in characters.
local function length(message)
  local content = message.content or message.output or message.arguments
  if content == nil then return 0 end
  if type(content) == "string" then return utf8.len(content) end
  local sum = 0
  for _, part in ipairs(content) do
    if part.text then sum = sum + utf8.len(part.text) end
  end
  return sum
end

local function leads(message)
  return message and (message.role == "system" or message.role == "developer")
end

function transform(rec)
  -- Chat completions and Anthropic have messages; the input of responses may be a text alone.
  local messages = rec.body.messages or rec.body.input
  if type(messages) == "string" and rec.url:find("/responses$") then return end
  if json.type(messages) ~= "array" or json.type(messages[1] or {}) ~= "object" then
    error("body.messages is missing: only conversations can be cut", 0)
  end
  local limit = args.max_chars
  local first = 1
  while leads(messages[first]) do
    limit = limit - length(messages[first])
    first = first + 1
  end

  -- Only a user message may begin what stays: so a tool's result never loses its call. The last
  -- turn stays even when it is too long by itself.
  local start, sum = nil, 0
  for i = #messages, first, -1 do
    sum = sum + length(messages[i])
    if start and sum > limit then break end
    if messages[i].role == "user" then start = i end
  end
  if start and start > first then
    batch.log.info("%d of %d messages cut", start - first, #messages)
    for _ = first, start - 1 do table.remove(messages, first) end
  end
end

"""##),
  ]
}
