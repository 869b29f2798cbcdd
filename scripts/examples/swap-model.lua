-- Sends every request to another model.
-- batchlua run swap-model.lua requests.jsonl

local model = args.model or "gpt-5-mini"

function transform(req)
  req.body.model = model
end
