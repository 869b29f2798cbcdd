-- Asks several models the same. OpenAI takes one model a file, xAI mixes them: hence the profile.
-- batchlua run --profile xai -D models=grok-4,grok-4-fast fan-out.lua requests.jsonl

local models = {}
for model in (args.models or error("no models: -D models=A,B", 0)):gmatch("[^,]+") do
  models[#models + 1] = model
end

function transform(req)
  local copies = {}
  for i, model in ipairs(models) do
    local copy = req:copy()
    copy.custom_id = req.custom_id .. "/" .. model
    copy.body.model = model
    copies[i] = copy
  end
  return copies
end
