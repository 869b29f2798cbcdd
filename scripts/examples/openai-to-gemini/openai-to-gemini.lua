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
