-- Random programs: the same steps on a JSON value and on plain tables (json.copy of it) end in
-- equal values, and what is written reads back as them.
local testing = require("testing")
local check, equal = testing.check, testing.equal

local random = math.random

local function pick(list) return list[random(#list)] end

-- A random JSON text of the given depth; objects have unique keys.
local function text(depth)
  local kind = random(depth > 0 and 8 or 5)
  if kind == 1 then return tostring(random(-1000, 1000)) end
  if kind == 2 then return pick { "0.5", "1e3", "-2.50", "1.0", "9007199254740993" } end
  if kind == 3 then return pick { '"a"', '""', '"\\u0041\\n"', '"é"', '"x y"' } end
  if kind == 4 then return pick { "true", "false", "null" } end
  if kind == 5 then return pick { "[]", "{}", "[ ]", "{ }" } end
  local parts = {}
  local space = pick { "", " ", "\t" }
  if kind == 6 then
    for i = 1, random(0, 4) do parts[i] = text(depth - 1) end
    return "[" .. table.concat(parts, "," .. space) .. "]"
  end
  for i = 1, random(0, 5) do
    local name = string.char(96 + i)
    parts[i] = '"' .. name .. '"' .. space .. ":" .. text(depth - 1)
  end
  return "{" .. space .. table.concat(parts, ",") .. "}"
end

-- The containers of a value in a fixed order, each with whether it is an array.
local function containers(value, found, seen)
  found, seen = found or {}, seen or {}
  local kind = json.type(value)
  if kind ~= "array" and kind ~= "object" or seen[value] then return found end
  seen[value] = true
  found[#found + 1] = value
  if kind == "array" then
    for i = 1, #value do containers(value[i], found, seen) end
  else
    local keys = {}
    for key in pairs(value) do keys[#keys + 1] = key end
    table.sort(keys)
    for _, key in ipairs(keys) do containers(value[key], found, seen) end
  end
  return found
end

local function reaches(value, target)
  for _, container in ipairs(containers(value)) do if container == target then return true end end
  return false
end

-- Marks all arrays of plain tables, which would be objects once they are empty.
local function mark(value)
  if type(value) ~= "table" then return value end
  if json.type(value) == "array" then json.array(value) end
  for _, member in pairs(value) do mark(member) end
  return value
end

-- What a read gives on tables is what it gives on values: nil for null.
local function read(c, key)
  local v = c[key]
  if v == json.null then return nil end
  return v
end

-- New values, each time as a fresh table.
local function fresh(kind)
  if kind == 1 then return random(100) end
  if kind == 2 then return pick { "s", "", "é\n", "\u{1F600}" } end
  if kind == 3 then return pick { true, false, json.null, 0.25 } end
  if kind == 4 then return { random(9), { k = "v" } } end
  return { n = random(9), list = json.array { 1 } }
end

-- One step on a container; `source` is another of the same value, to share or move from.
local steps = {
  function(c, array, n, key)
    if array then c[n % (#c + 1) + 1] = fresh(1) else c[key] = fresh(2) end
  end,
  function(c, array, n, key) if array then c[#c + 1] = fresh(3) else c[key] = fresh(3) end end,
  function(c, array, n, key)
    if array then table.insert(c, n % (#c + 1) + 1, fresh(4)) else c[key] = fresh(5) end
  end,
  function(c, array, n, key)
    if not array then c[key] = nil elseif #c > 0 then table.remove(c, n % #c + 1) end
  end,
  function(c, array, n, key)
    if not array then
      for k in pairs(c) do if k <= key then c[k] = nil end end
    elseif #c > 0 then
      c[#c] = nil
    end
  end,
  function(c, array, n, key, source)
    if reaches(source, c) then return end
    if array then c[n % (#c + 1) + 1] = source else c[key] = source end
  end,
  function(c, array, n, key, source)
    if array then if #c > 1 then table.move(c, 1, #c - 1, 2) end
    else for k, v in pairs(c) do c[k] = v end end
  end,
  function(c, array, n, key)
    if array then
      local t = table.pack(table.unpack(c))
      for i = 1, #c do c[i] = t[#c - i + 1] end
    elseif read(c, "a") ~= nil then
      c.a, c.b = read(c, "b"), read(c, "a")
    end
  end,
  function(c, array, n, key)
    if array then
      if #c > 0 then
        local v = table.remove(c)
        table.insert(c, 1, v)
      end
    else
      local v = read(c, key)
      c[key] = nil
      if v ~= nil then c["z" .. n] = v end
    end
  end,
}

local function run(value, seed)
  math.randomseed(seed)
  for _ = 1, random(1, 14) do
    local all = containers(value)
    local c, source = pick(all), pick(all)
    pick(steps)(c, json.type(c) == "array", random(20), string.char(96 + random(6)), source)
  end
end

local function program(rec, seed)
  math.randomseed(seed)
  local kind = random(3)
  local original = kind == 1 and "[" .. text(3) .. "," .. text(2) .. "]"
    or '{"a":' .. text(3) .. ',"b":' .. text(2) .. "}"
  local value
  if kind == 3 then
    value = rec.body
  else
    value = json.decode(original)
  end
  local plain = mark(json.copy(value))
  run(value, seed)
  run(plain, seed)
  local written = json.encode(value)
  local what = " of program " .. seed .. " over " .. original .. ": " .. written
    .. " and " .. json.encode(plain)
  assert(json.equal(value, plain), "values" .. what)
  assert(json.equal(plain, value), "values the other way" .. what)
  assert(json.equal(json.decode(written), plain), "text" .. what)
end

for batch_number = 1, 240 do
  check("programs " .. batch_number * 10 .. " to " .. batch_number * 10 + 9, function(rec)
    for i = 0, 9 do program(rec:copy(), batch_number * 10 + i) end
  end)
end

check("copies of values that were changed are equal to them", function()
  for seed = 1, 50 do
    math.randomseed(seed)
    local value = json.decode("[" .. text(4) .. "]")
    run(value, seed)
    equal(json.equal(value, json.copy(value)), true)
    equal(json.encode(json.decode(json.encode(value))), json.encode(value))
  end
end)

return testing.suite
