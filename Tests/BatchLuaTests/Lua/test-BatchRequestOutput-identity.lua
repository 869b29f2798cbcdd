-- A value that a script holds is the same object when it is read again, by whatever way.
local testing = require("testing")
local check, equal = testing.check, testing.equal

local paths = {
  { "response" }, { "response", "body" }, { "response", "body", "choices" },
  { "response", "body", "choices", 1 }, { "response", "body", "choices", 1, "message" },
  { "response", "body", "usage" },
}

local function read(value, path, from)
  for at = from or 1, #path do value = value[path[at]] end
  return value
end

local function first(value) return select(2, next(value)) end

-- Reads values in a random order, and compares those that are held from before.
local function wander(out, ways)
  local held = {}
  for _ = 1, 300 do
    local path = paths[math.random(#paths)]
    local value = ways[math.random(#ways)](out, path)
    if held[path] then equal(value, held[path]) end
    local chance = math.random(8)
    if chance <= 4 then held[path] = value end
    if chance == 5 then held[path] = nil end
    if chance == 6 then collectgarbage() end
    if chance == 7 then assert(out.custom_id and not out.error) end
  end
end

local function by_fields(out, path) return read(out, path) end

local function by_pairs(out, path)
  local value = path[2] and out.response.body or out.response
  for at = 3, #path do
    local found
    for key, inner in pairs(value) do if key == path[at] then found = inner end end
    value = found
  end
  return value
end

-- Before any check has read `json`, for from then on more is remembered.
for i = 1, 20 do
  check("by fields and pairs " .. i, function(out) wander(out, { by_fields, by_pairs }) end)
end

check("a JSON object that became a field, and what is in it", function()
  local out = batch.BatchRequestOutput.decode(
    [[{"custom_id":"a","error":null,"response":{"status_code":200,"request_id":"r","body":
    {"status_code":200,"request_id":"q","body":{"k":{}}}}}]])
  local value = out.response.body
  out.response = value
  local body = out.response.body
  equal(value.body, body)
  equal(value.body.k, out.response.body.k)
end)

check("values that are held while another one takes their place", function(out)
  local body = out.response.body
  local choice, usage = body.choices[1], body.usage
  local message = choice.message
  out.response.body.usage = json.null
  body.kept = usage
  collectgarbage()
  equal(out.response.body.kept, usage)
  equal(out.response.body.choices[1].message, message)
  equal(first(out.response.body.choices[1]), message)
end)

check("a loop of values that hold one another", function(out)
  local body = out.response.body
  local usage = body.usage
  body.usage = nil
  usage.inner = body.choices
  equal(usage.inner, body.choices)
  body.again = usage
  equal(body.again.inner, body.choices)
  equal(body.again, usage)
  equal(body.choices, usage.inner)
end)

check("values that are held when json is first read", function(out)
  local message, usage = out.response.body.choices[1].message, out.response.body.usage
  equal(out.error, nil)
  local plain = out.json.response
  equal(plain.body.choices[1].message, message)
  equal(plain.body.usage, usage)
end)

local function by_json(out, path)
  return #path > 1 and read(out.json, path) or out.response
end

for i = 1, 20 do
  check("by json, too " .. i, function(out) wander(out, { by_fields, by_pairs, by_json }) end)
end

return testing.suite
