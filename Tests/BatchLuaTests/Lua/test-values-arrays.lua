-- JSON arrays: section 3 of the Lua API.
local testing = require("testing")
local check, known, equal, fails = testing.check, testing.known, testing.equal, testing.fails

local function array(text) return json.decode(text or "[10,20,30]") end
local function text(a) return json.encode(a) end

check("type, # and json.type", function(_, body)
  equal(type(body.list), "table")
  equal(json.type(body.list), "array")
  equal(#body.list, 7)
  equal(#array("[]"), 0)
  equal(rawlen(body.list), 7)
end)

check("indexing", function(_, body)
  local a = body.list
  equal(a[1], 1)
  equal(a[2], 2.5)
  equal(a[3], "three")
  equal(a[4], json.null)
  equal(a[5], true)
  equal(a[1.0], 1)
  equal(a[0], nil)
  equal(a[-1], nil)
  equal(a[8], nil)
  equal(a[1.5], nil)
  equal(a["1"], nil)
  equal(a[math.maxinteger], nil)
  equal(a[math.mininteger], nil)
  equal(a[1e300], nil)
  equal(a[{}], nil)
  equal(a.length, nil)
end)

check("ipairs and pairs see null elements", function(_, body)
  local count = 0
  for i, v in ipairs(body.list) do
    count = count + 1
    equal(i, count)
    if i == 4 then equal(v, json.null) end
  end
  equal(count, 7)
  count = 0
  for i, v in pairs(body.list) do
    count = count + 1
    equal(i, count)
    equal(v, body.list[i])
  end
  equal(count, 7)
  equal(next(array("[]")), nil)
  local i, v = next(array())
  equal(i, 1)
  equal(v, 10)
  equal(next(array(), 3), nil)
end)

check("numeric for", function(_, body)
  local seen = {}
  for i = 1, #body.messages do seen[i] = body.messages[i].role end
  equal(table.concat(seen, ","), "system,user")
end)

check("t[#t+1] appends", function(_, body)
  body.messages[#body.messages + 1] = { role = "user", content = "More" }
  equal(#body.messages, 3)
  equal(body.messages[3].content, "More")
  equal(text(body.messages),
    '[{"role":"system","content":"Be brief."},{"role":"user","content":"Hi"},'
    .. '{"role":"user","content":"More"}]')
end)

check("assigning beyond the end is refused", function()
  local a = array()
  fails("index 5 is outside of the array", function() a[5] = 1 end)
  fails("index 0 is outside of the array", function() a[0] = 1 end)
  fails("outside of the array", function() a[-1] = 1 end)
  fails("integer keys, got 'x'", function() a.x = 1 end)
  fails("integer keys", function() a[1.5] = 1 end)
  fails("integer keys", function() a[true] = 1 end)
  equal(text(a), "[10,20,30]")
end)

check("deleting what an array cannot have is no error", function(rec, body)
  local before = rec:encode()
  local a = body.list
  for _, key in ipairs { "default", "insert", 0, -1, 9, 1.5, math.mininteger, 1e300, true, {} } do
    a[key] = nil
  end
  rawset(a, "default", nil)
  equal(rec:encode(), before)
  fails("a JSON array takes integer keys, got nil", function() a[nil] = nil end)
  fails("a JSON array takes integer keys, got a number", function() a[0 / 0] = nil end)
end)

check("nil at the last element removes it, elsewhere it is refused", function()
  local a = array()
  a[3] = nil
  equal(text(a), "[10,20]")
  fails("hole", function() a[1] = nil end)
  a[3] = nil
  equal(text(a), "[10,20]")
  a[1] = json.null
  equal(text(a), "[null,20]")
end)

check("the loop that empties an array from its end", function()
  local a = array()
  for i = #a, 1, -1 do a[i] = nil end
  equal(text(a), "[]")
end)

check("table.insert at the end, in front and between", function()
  local a = array()
  table.insert(a, 40)
  table.insert(a, 1, 0)
  table.insert(a, 3, "x")
  table.insert(a, #a + 1, { k = 1 })
  equal(text(a), '[0,10,"x",20,30,40,{"k":1}]')
  fails("position out of bounds", table.insert, a, 9, 1)
  fails("position out of bounds", table.insert, a, 0, 1)
  fails("json.null", table.insert, a, nil)
  fails("wrong number of arguments", table.insert, a)
  fails("wrong number of arguments", table.insert, a, 1, 2, 3)
end)

check("table.insert into an empty array", function()
  local a = array("[ ]")
  table.insert(a, 1)
  equal(text(a), "[1]")
end)

check("table.remove as with tables", function()
  local a = array("[1,2,3,4,5]")
  equal(table.remove(a), 5)
  equal(table.remove(a, 1), 1)
  equal(table.remove(a, 2), 3)
  equal(text(a), "[2,4]")
  equal(table.remove(a, 3), nil)
  fails("position out of bounds", table.remove, a, 4)
  fails("position out of bounds", table.remove, a, 0)
  equal(table.remove(a), 4)
  equal(table.remove(a), 2)
  equal(table.remove(a), nil)
  equal(table.remove(a, 0), nil)
  equal(text(a), "[]")
end)

check("table.remove returns values that live on", function(_, body)
  local first = table.remove(body.messages, 1)
  equal(first.role, "system")
  first.content = "Changed"
  table.insert(body.messages, first)
  equal(body.messages[2].content, "Changed")
  equal(#body.messages, 2)
end)

check("table.sort", function()
  local a = array("[3,1,2]")
  table.sort(a)
  equal(text(a), "[1,2,3]")
  table.sort(a, function(x, y) return x > y end)
  equal(text(a), "[3,2,1]")
  local o = array('[{"k":2},{"k":1},{"k":3}]')
  table.sort(o, function(x, y) return x.k < y.k end)
  equal(text(o), '[{"k":1},{"k":2},{"k":3}]')
end)

check("table.move within and between", function()
  local a = array("[1,2,3]")
  table.move(a, 1, 3, 2)
  equal(text(a), "[1,1,2,3]")
  local t = table.move(a, 1, #a, 1, {})
  equal(#t, 4)
  equal(t[4], 3)
  local b = array("[]")
  table.move(t, 1, 4, 1, b)
  equal(text(b), "[1,1,2,3]")
  table.move(b, 2, 4, 1)
  equal(text(b), "[1,2,3,3]")
end)

check("table.unpack, select and table.concat", function()
  local a = array()
  local x, y, z = table.unpack(a)
  equal(x + y + z, 60)
  equal(select("#", table.unpack(a, 2)), 2)
  equal(table.concat(a, "-"), "10-20-30")
  equal(table.concat(array('["a","b"]')), "ab")
  fails("invalid value", table.concat, array("[null]"))
end)

check("rawget and rawset", function()
  local a = array()
  equal(rawget(a, 2), 20)
  rawset(a, 2, 21)
  equal(text(a), "[10,21,30]")
end)

check("elements are replaced with their neighbours' bytes kept", function()
  local a = array('[ 1.50 , "\\u0041" , {"k" : 1} ]')
  a[2] = "b"
  equal(text(a), '[ 1.50 , "b" , {"k" : 1} ]')
end)

check("nested arrays", function()
  local a = array("[[1,[2]],[]]")
  a[1][2][1] = 5
  a[2][1] = a[1]
  equal(text(a), "[[1,[5]],[[1,[5]]]]")
end)

check("a Lua table in an array is a reference", function(_, body)
  local t = { 1 }
  body.list[1] = t
  t[2] = 2
  equal(body.list[1], t)
  equal(text(body.list):sub(1, 6), "[[1,2]")
end)

check("slots that are free again do not mix values up", function()
  local a = array("[]")
  local kept = {}
  for i = 1, 50 do
    kept[i] = { n = i }
    a[#a + 1] = kept[i]
  end
  for i = 50, 2, -2 do table.remove(a, i) end
  for i = 1, 25 do a[#a + 1] = { m = i } end
  for i = 1, 25 do equal(a[i].n, i * 2 - 1) end
  for i = 1, 25 do equal(a[25 + i].m, i) end
end)

check("long arrays", function()
  local a = array("[]")
  for i = 1, 3000 do a[i] = i end
  for _ = 1, 1000 do table.remove(a, 1) end
  equal(#a, 2000)
  equal(a[1], 1001)
  equal(a[2000], 3000)
  local sum = 0
  for _, v in ipairs(a) do sum = sum + v end
  equal(sum, (1001 + 3000) * 1000)
end)

check("writing while walking by ipairs", function()
  local a, steps = array(), 0
  for i, v in ipairs(a) do
    steps = steps + 1
    if i < 4 then a[#a + 1] = v end
  end
  equal(steps, 6)
end)

check("integers", function()
  local a = array("[9223372036854775807,-9223372036854775808,0,9007199254740993]")
  equal(a[1], math.maxinteger)
  equal(a[2], math.mininteger)
  equal(math.type(a[3]), "integer")
  equal(a[4], 9007199254740993)
  a[1] = a[1] - 1
  equal(text(a), "[9223372036854775806,-9223372036854775808,0,9007199254740993]")
end)

check("floats are written shortest, integral ones without .0", function()
  equal(json.encode { 0.1, 1.0, 1e15, 1e16, 1e21, -2.5, 1e-7, 5e-324, 123456.789 },
    json.encode { 0.1, 1, 1000000000000000, 1e16, 1e21, -2.5, 1e-7, 5e-324, 123456.789 })
  for _, v in ipairs { 0.1, 1 / 3, 1e22, 5e-324, 1.7976931348623157e308, 123456789.125, 2 ^ 63 } do
    equal(json.decode(json.encode { v })[1], v)
  end
  equal(json.encode { 1.0, 100.0, -3.0 }, "[1,100,-3]")
end)

check("numbers beyond 64 bits", function()
  local a = array("[12345678901234567890,-99999999999999999999,1e400,18446744073709551616]")
  local big = a[1]
  equal(type(big), "number")
  equal(json.type(big), "number")
  equal(tostring(big), "12345678901234567890")
  equal(big .. "", "12345678901234567890")
  equal("n" .. big, "n12345678901234567890")
  equal(big + 1, 12345678901234567890.0 + 1)
  equal(1 + big, 12345678901234567890.0 + 1)
  equal(big - 1 < big * 2, true)
  equal(-big < 0, true)
  equal(big / 2 > 6e18, true)
  equal(big // 1 > 6e18, true)
  equal(big % 2, 12345678901234567890.0 % 2)
  equal(big ^ 2 > 1e38, true)
  equal(big > 5, true)
  equal(5 < big, true)
  equal(big >= big, true)
  equal(a[2] < a[1], true)
  equal(a[3] > 1e308, true)
  a[2] = big
  equal(text(a), "[12345678901234567890,12345678901234567890,1e400,18446744073709551616]")
  equal(json.encode { big }, "[12345678901234567890]")
  fails("attempt to", function() return big.x end)
  fails("attempt to", function() big.x = 1 end)
  fails("", function() return big + {} end)
end)

check("json.number: equal by value", function()
  local a = array("[12345678901234567890,12345678901234567890,12345678901234567999999]")
  equal(a[1] == a[2], true)
  equal(a[1] == a[3], false)
end)

check("json.number: different digits are different", function()
    local a = array("[12345678901234567890,12345678901234567891]")
    equal(json.equal(a[1], a[2]), false)
  end)

check("json.number: tonumber gives a float", function()
  equal(tonumber(array("[12345678901234567890]")[1]), 12345678901234567890.0)
end)

check("json.null is an error to index, call or compute with", function(_, body)
  local null = body.list[4]
  fails("attempt to index", function() return null.x end)
  fails("attempt to call", function() null() end)
  fails("attempt to perform arithmetic", function() return null + 1 end)
  fails("attempt to concatenate", function() return null .. "" end)
  fails("attempt to compare", function() return null < 1 end)
  fails("attempt to", function() null.x = 1 end)
  equal(tostring(null), "json.null")
  equal(null == json.null, true)
  equal(null == nil, false)
end)

check("json.null is named where it is misused", function(_, body)
  local null = body.list[4]
  fails("attempt to index json.null (field 'x')", function() return null.x end)
  fails("attempt to index json.null (field 'x')", function() null.x = 1 end)
  fails("attempt to index json.null", function() return null[1] end)
  fails("attempt to call json.null", function() null() end)
  fails("attempt to perform arithmetic on json.null", function() return 1 + null end)
  fails("attempt to perform arithmetic on json.null", function() return -null end)
  fails("attempt to perform bitwise operation on json.null", function() return 1 << null end)
  fails("attempt to get length of json.null", function() return #null end)
  fails("attempt to concatenate json.null", function() return "a" .. null end)
  fails("attempt to compare json.null with number", function() return null <= 1 end)
  fails("attempt to compare number with json.null", function() return 1 < null end)
  fails("attempt to compare json.null with table", function() return null < {} end)
  fails("got json.null", function() for _ in pairs(null) do end end)
  fails("invalid value (json.null) at index 2", table.concat, { 1, null })
end)

check("json.number in the functions of strings and tables: its digits", function()
  local big = json.decode("12345678901234567890")
  equal(table.concat({ "a", big, 2, 1.5 }, ", "), "a, 12345678901234567890, 2, 1.5")
  equal(table.concat(json.decode("[12345678901234567890,1]"), "-"), "12345678901234567890-1")
  equal(("%s|%5s|%%|%d"):format(big, "x", 7), "12345678901234567890|    x|%|7")
  equal(("%.0f %g"):format(big, big), ("%.0f %g"):format(12345678901234567890, 12345678901234567890))
  for _, conversion in ipairs { "%d", "%5i", "%x", "%c" } do
    fails("a json.number has more digits than a Lua integer", string.format, conversion, big)
  end
  fails("bad argument #3 to 'format'", function() return string.format("%s %d", 1, big) end)
end)

check("table.concat is Lua's own in all else", function()
  equal(table.concat({}), "")
  equal(table.concat({ 1, 2, 3 }, ",", 2), "2,3")
  equal(table.concat({ 1, 2, 3 }, ",", 3, 2), "")
  equal(table.concat({ [math.maxinteger] = "x" }, ",", math.maxinteger, math.maxinteger), "x")
  equal(table.concat(setmetatable({}, { __index = function(_, i) return i end,
    __len = function() return 3 end }), "+"), "1+2+3")
  fails("invalid value (nil) at index 2", table.concat, { 1 }, "", 1, 2)
  fails("invalid value (table) at index 1", table.concat, { {} })
  fails("table expected, got number", table.concat, 5)
  fails("number expected, got table", table.concat, {}, "", {})
end)

check("json.number in the functions of math: a float", function()
  local big = json.decode("12345678901234567890")
  equal(math.floor(big), math.floor(12345678901234567890))
  equal(math.sqrt(big), math.sqrt(12345678901234567890))
  equal(math.fmod(big, 7), math.fmod(12345678901234567890, 7))
  equal(math.type(big), "float")
  equal(math.tointeger(big), nil)
  equal(math.max(big, 1) == big, true)
  equal(math.floor(2.5), 2)
  equal(math.type(1), "integer")
  fails("number expected, got table", math.floor, {})
end)

check("json.number as a key: by identity, its text by value", function()
  local list = json.decode("[12345678901234567890,12345678901234567890]")
  local seen = {}
  seen[tostring(list[1])] = true
  equal(seen[tostring(list[2])], true)
  equal(list[1] == list[2], true)
end)

return testing.suite
