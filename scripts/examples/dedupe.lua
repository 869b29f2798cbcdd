-- Keeps the first of the requests that ask for the same: equal url and body, whatever their ids.
-- batchlua run dedupe.lua requests.jsonl

local seen = {}

-- The same text for equal values: members in the order of their names, no blanks.
local function canonical(value)
  local kind = json.type(value)
  local parts = {}
  if kind == "array" then
    for i, element in ipairs(value) do parts[i] = canonical(element) end
    return "[" .. table.concat(parts, ",") .. "]"
  elseif kind == "object" then
    for name, member in pairs(value) do
      parts[#parts + 1] = json.encode(name) .. ":" .. canonical(member)
    end
    table.sort(parts)
    return "{" .. table.concat(parts, ",") .. "}"
  end
  return json.encode(value)
end

function filter(req)
  local key = req.url .. canonical(req.body)
  if seen[key] then return false end
  seen[key] = true
  return true
end
