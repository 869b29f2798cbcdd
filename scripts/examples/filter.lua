-- Keeps the requests whose custom_id begins with a prefix, as they are.
-- batchlua run -D prefix=review- filter.lua requests.jsonl

options = { prefix = { type = "string", required = true, help = "of the ids to keep" } }

function filter(req)
  local id = req.custom_id
  return type(id) == "string" and id:sub(1, #args.prefix) == args.prefix
end
