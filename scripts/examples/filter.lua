-- Keeps the requests whose custom_id begins with a prefix, as they are.
-- batchlua run -D prefix=review- filter.lua requests.jsonl

local prefix = args.prefix or error("the prefix is missing: -D prefix=TEXT", 0)

function filter(req)
  return req.custom_id:sub(1, #prefix) == prefix
end
