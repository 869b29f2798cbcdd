-- Puts a system message first where a chat has neither a system nor a developer message.
-- batchlua run -D text='Be brief.' add-system-message.lua requests.jsonl

local text = args.text or error("the message is missing: -D text=TEXT", 0)

local function leads(message)
  return message.role == "system" or message.role == "developer"
end

function transform(req)
  local messages = req.body.messages
  for _, message in ipairs(messages) do
    if leads(message) then return end
  end
  table.insert(messages, 1, { role = "system", content = text })
end
