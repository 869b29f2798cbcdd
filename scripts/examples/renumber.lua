-- Gives each request a new custom_id: its number in the input, so that the old id can be found.
-- batchlua run -D prefix=job7 renumber.lua requests.jsonl

options = { prefix = { default = "req", help = "before the number" } }

function transform(req)
  req.custom_id = ("%s-%06d"):format(args.prefix, req.index)
end
