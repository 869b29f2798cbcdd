-- json.copy: plain tables with what reading the value member by member gives.
local testing = require("testing")
local check, equal = testing.check, testing.equal

-- The copy by its definition: every value read from its place.
local function read(value)
  local kind = json.type(value)
  if kind == "array" then
    local result = json.array {}
    for i = 1, #value do result[i] = read(value[i]) end
    return result
  elseif kind == "object" then
    local result = {}
    for key, member in pairs(value) do result[key] = read(member) end
    return result
  end
  return value
end

-- Whether two plain values are the same in type, sign, order and number of members.
local function same(a, b, path)
  path = path or "value"
  if type(a) ~= "table" or json.type(a) == "number" then
    local is_same = a == b and math.type(a) == math.type(b) and type(a) == type(b)
    if math.type(a) == "float" then is_same = is_same and 1 / a == 1 / b end
    if not is_same then
      error(("%s: %s, expected %s"):format(path, tostring(a), tostring(b)), 0)
    end
    return
  end
  equal(rawequal(a, b), false)
  equal(json.type(a), json.type(b))
  equal(#a, #b)
  local count = 0
  for key, member in next, a do
    count = count + 1
    same(member, b[key], path .. "." .. tostring(key))
  end
  for _ in next, b do count = count - 1 end
  if count ~= 0 then error(path .. " has other keys", 0) end
end

local function holds(value)
  local copy = json.copy(value)
  same(copy, read(value))
  equal(rawequal(copy, value), false)
  equal(json.equal(copy, value), true)
  return copy
end

-- Of a text, and of that text as an element, as a member and as a key.
local function holds_of(text)
  holds(json.decode("[" .. text .. "]"))
  holds(json.decode('{"k":' .. text .. ',"l":[' .. text .. "]}"))
  if text:sub(1, 1) == '"' then holds(json.decode("{" .. text .. ":" .. text .. "}")) end
end

check("scalars", function()
  for _, text in ipairs { "null", "true", "false", '""', '"a"', "0", "[]", "{}" } do
    holds_of(text)
  end
  equal(json.copy(json.decode("[null]"))[1], json.null)
  equal(json.copy(json.decode('{"a":null}')).a, json.null)
end)

check("numbers", function()
  for _, text in ipairs { "0", "-0", "-0.0", "0.0", "1", "-1", "10", "9223372036854775807",
    "9223372036854775808", "-9223372036854775808", "-9223372036854775809", "18446744073709551615",
    "18446744073709551616", "99999999999999999999", "9999999999999999999", "1e400", "-1e400",
    "1e-400", "1E5", "1e+5", "0.1", "-0.5", "123456.789", "0.000001", "123456789012345.6",
    "12345678901234.56", "1234567890123456.7", "9007199254740993", "9007199254740993.0",
    "0.1234567890123456", "1.0", "2.5e-3", "5e-324", "1.7976931348623157e308", "100000000000000000000000000000.5" } do
    holds_of(text)
  end
  equal(tostring(json.copy(json.decode("[1e400]"))[1]), "1e400")
  equal(math.type(json.copy(json.decode("[9223372036854775807]"))[1]), "integer")
  equal(json.copy(json.decode("[0.1]"))[1], 0.1)
  equal(json.encode(json.copy(json.decode("[-0]"))), "[-0]")
end)

check("strings", function()
  for _, inner in ipairs { "a", "é", "\u{1F600}", [[\"]], [[\\]], [[\/]], [[\b\f\n\r\t]], [[\u0000]],
    [[\u00e9]], [[\u20AC]], [[\uD83D\uDE00]], [[\ud83d]], [[\ude00]],
    [[\ud83d\ud83d\ude00]],
    [[\ud83dx]], [[\ud83d\n]], [[\ud83d\u0041]], [[\ude00\ud83d]], [[\ud83d\ude0]] .. "0",
    ("x"):rep(100), ([[\n]]):rep(50), ("é\\u00e9"):rep(30) } do
    holds_of('"' .. inner .. '"')
  end
  equal(json.copy(json.decode([==[["\ud83d|\ude00|\uD83D\uDE00"]]==]))[1],
    "\u{FFFD}|\u{FFFD}|\u{1F600}")
  equal(json.copy(json.decode([==[["\u0000"]]==]))[1], "\0")
end)

-- Strings are decoded some bytes at a time: an escape may stand anywhere in these.
check("escapes at each place", function()
  for length = 0, 40 do
    for at = 0, length do
      local before, after = ("a"):rep(at), ("b"):rep(length - at)
      for escape, text in pairs { ["\\n"] = "\n", ["\\u20ac"] = "€" } do
        local copy = json.copy(json.decode('["' .. before .. escape .. after .. '"]'))
        equal(copy[1], before .. text .. after)
      end
    end
  end
end)

check("long strings", function()
  for _, size in ipairs { 4000, 9000, 70000, 1200000, 100 } do
    local copy = json.copy(json.decode('["' .. ("x"):rep(size) .. "\\n" .. ("y"):rep(size) .. '"]'))
    equal(copy[1], ("x"):rep(size) .. "\n" .. ("y"):rep(size))
  end
end)

check("equal keys: the last one", function()
  equal(holds(json.decode('{"a":1,"b":2,"a":3}')).a, 3)
  equal(holds(json.decode([[{"a":1,"\u0061":2}]])).a, 2)
  equal(holds(json.decode([[{"\u0061":[1],"a":{"x":1}}]])).a.x, 1)
  equal(next(json.copy(json.decode('{"a":1,"a":null}'))), "a")
end)

check("empty containers", function()
  equal(json.encode(holds(json.decode('[[],{},{"a":[],"b":{}}]'))), '[[],{},{"a":[],"b":{}}]')
  equal(json.encode(holds(json.decode("[]"))), "[]")
  equal(json.encode(holds(json.decode("{}"))), "{}")
end)

check("deep values", function()
  local text = ("["):rep(1024) .. ("]"):rep(1024)
  equal(json.encode(json.copy(json.decode(text))), text)
  text = ('{"k":'):rep(1023) .. "{}" .. ("}"):rep(1023)
  equal(json.encode(json.copy(json.decode(text))), text)
  text = ('[1,{"k":'):rep(500) .. "0" .. (',"l":2},3]'):rep(500)
  equal(json.encode(json.copy(json.decode(text))), text)
end)

check("many members", function()
  local parts = {}
  for i = 1, 2000 do parts[i] = ('"k%d":[%d]'):format(i, i) end
  holds(json.decode("{" .. table.concat(parts, ",") .. "}"))
  local numbers = json.copy(json.decode("[" .. ("1,"):rep(9999) .. "2]"))
  equal(#numbers, 10000)
  equal(numbers[10000], 2)
end)

local function new()
  return json.decode('{"a":{"x":[1,{"y":"\\n"}],"z":null},"b":[[],[2,3]],"c":"d","n":1e400}')
end

check("walked but unchanged", function()
  local value = new()
  for _, member in pairs(value) do
    if json.type(member) == "array" then for _ in ipairs(member) do end end
  end
  for _ in pairs(value.a) do end
  for _ in pairs(value.a.x[2]) do end
  value.c = "d"
  holds(value)
end)

check("changed at each level", function()
  local changes = {
    function(v) v.c = 1 end, function(v) v.c = nil end, function(v) v.new = { 1, { 2 } } end,
    function(v) v.a.x[2].y = "\0" end, function(v) v.a.x[1] = nil or json.null end,
    function(v) v.a.z = nil end, function(v) v.b[1][1] = { k = {} } end,
    function(v) table.remove(v.b, 1) end, function(v) v.b[2]:insert(1, "i") end,
    function(v) v.c = v.a.x end, function(v) v.b[1] = v.b[2] end,
    function(v) v.a = json.decode('{"other":[{},1]}') end, function(v) v.a.x = new().b end,
    function(v) v.b[2][2] = v.n end, function(v) v.n = json.array {} end,
  }
  for _, change in ipairs(changes) do
    local value = new()
    change(value)
    holds(value)
    for _, other in ipairs(changes) do
      local again = new()
      if pcall(function() change(again) other(again) end) then holds(again) end
    end
  end
end)

check("a copy is independent of the value, and the value of it", function()
  local value = new()
  local text = json.encode(value)
  local copy = json.copy(value)
  copy.a.x[2].y, copy.b[1], copy.c = 1, nil, nil
  equal(json.encode(value), text)
  copy = json.copy(value)
  value.a.x[2].y, value.c = 2, nil
  equal(copy.a.x[2].y, "\n")
  equal(copy.c, "d")
end)

local kept = {}

check("values kept after their line", function(rec, body)
  kept.body, kept.messages, kept.copy = body, body.messages, json.copy(body)
  kept.text = json.encode(body)
end)

for i = 1, 150 do
  check("kept for long " .. i, function(rec, body)
    local copy = holds(kept.body)
    same(copy, kept.copy)
    same(json.copy(kept.messages), kept.copy.messages)
    equal(json.encode(kept.body), kept.text)
    body.messages = json.copy(body.messages)
    holds(body)
  end)
end

check("records and lists of the model", function(rec)
  equal(json.copy(rec), rec)
  equal(type(json.copy(rec.json)), "table")
  local list = batch.ListBatchesResponse.decode('{"object":"list","data":[{"id":"b"}]}')
  equal(batch.type(json.copy(list.data)[1]), "Batch")
  equal(batch.type(json.copy(list.json).data[1]), nil)
  equal(json.copy(list.json).data[1].id, "b")
end)

check("what is no JSON value, and no value", function()
  equal(json.copy(print), print)
  equal(json.copy(nil), nil)
  equal(json.copy(false), false)
  equal(json.copy(json.null), json.null)
  equal(select("#", json.copy()), 1)
end)

return testing.suite
