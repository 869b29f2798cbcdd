-- Sends every request to another model.
-- batchlua run swap-model.lua requests.jsonl

options = { model = { default = "gpt-5-mini", help = "the name of the model" } }

function transform(req)
  req.body.model = args.model
end
