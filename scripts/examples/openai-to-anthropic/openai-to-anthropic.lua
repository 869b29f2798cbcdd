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
