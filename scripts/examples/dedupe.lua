-- Keeps the first of the requests that ask for the same: equal url and body, whatever their ids.
-- batchlua run dedupe.lua requests.jsonl

local seen = {}

function filter(req)
  -- The hash is of the value: blanks, escapes and the order of members do not matter.
  local key = tostring(req.url) .. " " .. json.hash(req.body)
  if seen[key] then return false end
  seen[key] = true
  return true
end
