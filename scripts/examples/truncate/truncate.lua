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
