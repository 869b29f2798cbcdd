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
