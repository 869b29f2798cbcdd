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
