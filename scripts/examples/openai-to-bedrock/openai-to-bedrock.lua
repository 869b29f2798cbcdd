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
