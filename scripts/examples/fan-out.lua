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
