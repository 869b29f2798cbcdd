-- JSON objects: section 3 of the Lua API.
local testing = require("testing")
local check, equal, fails = testing.check, testing.equal, testing.fails

local function object(text) return json.decode(text) end

local function keys(o)
  local names = {}
  for key in pairs(o) do names[#names + 1] = key end
  return table.concat(names, ",")
end

check("type is table", function(_, body)
  equal(type(body), "table")
  equal(type(body.messages), "table")
  equal(json.type(body), "object")
end)

check("scalars read as Lua values", function(_, body)
  equal(body.model, "gpt-5")
  equal(math.type(body.max_tokens), "integer")
  equal(body.temperature, 0.5)
  equal(object('{"a":true}').a, true)
  equal(object('{"a":false}').a, false)
  equal(body.user, "ué\n")
end)

check("null reads as nil and has tells it from absent", function(_, body)
  equal(body.stop, nil)
  equal(json.has(body, "stop"), true)
  equal(json.has(body, "nothing"), false)
end)

check("pairs gives json.null for null", function(_, body)
  local found
  for key, value in pairs(body) do if key == "stop" then found = value end end
  equal(found, json.null)
end)

check("pairs and next keep the order of the text", function()
  local o = object('{"z":1,"a":2,"m":{"x":1},"b":null}')
  equal(keys(o), "z,a,m,b")
  equal(next(o), "z")
  equal(next(o, "z"), "a")
  equal(next(o, "b"), nil)
  equal(next(object("{}")), nil)
  fails("'next'", next, o, "nothing")
end)

check("a loop of next as while condition", function()
  local o, count = object('{"a":1,"b":2,"c":3}'), 0
  local key = next(o)
  while key do
    count = count + 1
    key = next(o, key)
  end
  equal(count, 3)
end)

check("the current key can be deleted in pairs", function()
  local o = object('{"a":1,"b":2,"c":3,"d":4}')
  for key in pairs(o) do if key ~= "c" then o[key] = nil end end
  equal(json.encode(o), '{"c":3}')
end)

check("all keys can be deleted in pairs", function(_, body)
  for key in pairs(body) do body[key] = nil end
end, "{}")

check("the current key can be assigned in pairs", function()
  local o = object('{"a":1,"b":2}')
  for key, value in pairs(o) do o[key] = value * 10 end
  equal(json.encode(o), '{"a":10,"b":20}')
end)

check("new keys go to the end in order of assignment", function()
  local o = object('{"b":1}')
  o.z = 1 o.a = 2 o.b = 3
  equal(json.encode(o), '{"b":3,"z":1,"a":2}')
end)

check("nested writes change the document", function(_, body)
  body.metadata.a = "9"
  body.messages[1].content = "New"
  equal(body.metadata.a, "9")
  equal(json.encode(body.metadata), '{"b":"2","a":"9"}')
  equal(body.messages[1].content, "New")
end)

check("a missing parent is Lua's own error", function(_, body)
  fails("attempt to index a nil value (field 'nothing')", function() body.nothing.x = 1 end)
end)

check("nil deletes and json.null writes null", function()
  local o = object('{"a":1,"b":2,"c":3}')
  o.a = nil
  o.b = json.null
  o.nothing = nil
  equal(json.encode(o), '{"b":null,"c":3}')
  equal(o.b, nil)
  equal(json.has(o, "b"), true)
  equal(json.has(o, "a"), false)
end)

check("a deleted key that comes back is last", function()
  local o = object('{"a":1,"b":2}')
  o.a = nil
  o.a = 3
  equal(json.encode(o), '{"b":2,"a":3}')
  equal(keys(o), "b,a")
end)

check("duplicate keys: the last is read, a write leaves one", function()
  local o = object('{"a":1,"b":2,"a":3}')
  equal(o.a, 3)
  equal(json.encode(o), '{"a":1,"b":2,"a":3}')
  local count = 0
  for _ in pairs(o) do count = count + 1 end
  equal(count, 2)
  o.a = 4
  equal(o.a, 4)
  local written = json.encode(o)
  local _, times = written:gsub('"a"', "")
  equal(times, 1)
  o = object('{"a":1,"b":2,"a":3}')
  o.a = nil
  equal(json.encode(o), '{"b":2}')
  equal(o.a, nil)
end)

check("keys with escapes are the keys they mean", function()
  local o = object('{"\\u0061":1,"t\\tb":2}')
  equal(o.a, 1)
  equal(o["t\tb"], 2)
  o.a = 5
  equal(o.a, 5)
  equal(keys(o), "a,t\tb")
end)

check("integer keys read nil and are refused in writing", function(_, body)
  equal(body[1], nil)
  equal(body[1.5], nil)
  equal(body[true], nil)
  fails("a JSON object takes string keys", function() body[1] = 2 end)
  fails("", function() body[nil] = 2 end)
end)

check("deleting what an object cannot have is no error", function(rec, body)
  local before = rec:encode()
  for _, key in ipairs { 1, -1, 1.5, true, {}, print } do body[key] = nil end
  equal(rec:encode(), before)
  fails("a JSON object takes string keys, got nil", function() body[nil] = nil end)
end)

-- As people write it for tables: arrays are asked for members too, and lose one.
check("a schema is made strict by a walk over it", function()
  local schema = json.decode('{"type":"object","properties":{"z":{"type":"array","items":'
    .. '{"properties":{"b":{"default":1},"a":{}},"type":"object","required":["b"]}},'
    .. '"m":{"anyOf":[{"type":"string"},{"type":"null"}],"default":null}},"required":["z"]}')
  local function strict(s)
    if type(s) ~= "table" then return end
    if s.type == "object" and s.properties then
      s.additionalProperties = false
      local names = {}
      for name in pairs(s.properties) do names[#names + 1] = name end
      s.required = names
    end
    s.default = nil
    for _, child in pairs(s) do strict(child) end
  end
  strict(schema)
  equal(json.encode(schema), '{"type":"object","properties":{"z":{"type":"array","items":'
    .. '{"properties":{"b":{},"a":{}},"type":"object","required":["b","a"],'
    .. '"additionalProperties":false}},"m":{"anyOf":[{"type":"string"},{"type":"null"}]}},'
    .. '"required":["z","m"],"additionalProperties":false}')
end)

check("# of an object is 0", function(_, body) equal(#body, 0) end)

check("rawget, rawset, rawlen, rawequal", function(_, body)
  equal(rawget(body, "model"), "gpt-5")
  equal(rawget(body, "stop"), nil)
  equal(rawset(body, "model", "m"), body)
  equal(body.model, "m")
  equal(rawlen(body), 0)
  equal(rawequal(body, body), true)
  equal(rawequal(body.metadata, body.metadata), true)
  equal(rawequal(body, body.metadata), false)
end)

check("identity: as long as it is held, whatever becomes of what it was read from", function(rec)
  local value = json.decode('{"a":{"b":{"c":{}}},"z":{}}')
  local c = value.a.b.c
  local z = value.z
  collectgarbage()
  equal(rawequal(value.a.b.c, c), true)
  equal(rawequal(value.z, z), true)
  local first = rec.body.messages[1]
  local metadata = rec.body.metadata
  collectgarbage()
  equal(rawequal(rec.body.messages[1], first), true)
  equal(rawequal(rec.body.metadata, metadata), true)
  equal(rawequal(rec.json.body.messages[1], first), true)
end)

check("identity: the same value is the same", function(_, body)
  equal(body.metadata, body.metadata)
  local seen = { [body.metadata] = "here" }
  equal(seen[body.metadata], "here")
end)

check("setmetatable points to json.copy", function(_, body)
  fails("json.copy", setmetatable, body, {})
  equal(getmetatable(body), false)
end)

check("a Lua table is stored by reference", function(_, body)
  local t = { k = 1 }
  body.metadata = t
  t.k = 2
  t.list = { 1, 2 }
  equal(body.metadata, t)
  equal(json.encode(body.metadata), '{"k":2,"list":[1,2]}')
  equal(json.encode(body):match('"metadata":({.-})'), '{"k":2,"list":[1,2]}')
end)

check("a JSON value can be shared by several keys", function()
  local o = object('{"a":{"x":1},"b":2}')
  o.b = o.a
  o.c = o.a
  o.a.x = 7
  equal(json.encode(o), '{"a":{"x":7},"b":{"x":7},"c":{"x":7}}')
end)

check("a child outlives its place", function()
  local o = object('{"a":{"x":1}}')
  local child = o.a
  o.a = nil
  child.x = 2
  equal(json.encode(o), "{}")
  o.b = child
  equal(json.encode(o), '{"b":{"x":2}}')
end)

check("values of other texts are written with their bytes", function(_, body)
  body.metadata = object('{ "k" : 1.50,\n"e":"\\u0041" }')
  equal(body.metadata.k, 1.5)
  local written = json.encode(body)
  assert(written:find('"metadata":{ "k" : 1.50, "e":"\\u0041" }', 1, true), written)
end)

check("assigning the same value changes nothing", function(rec, body)
  local before = rec:encode()
  body.model = "gpt-5"
  body.temperature = body.temperature
  body.user = body.user
  body.metadata = body.metadata
  body.messages[1] = body.messages[1]
  body.list[2] = body.list[2]
  body.stop = json.null
  rec.body = rec.body
  rec.custom_id = rec.custom_id
  rec.url = rec.url
  for key, value in pairs(body) do body[key] = value end
  equal(rec:encode(), before)
  equal(rec.raw, before)
end)

check("odd numbers keep their bytes when assigned to themselves", function()
  local text = '{"a":1.0,"b":1e2,"c":-0,"d":0.10,"e":1E400,"f":12345678901234567890,"g":-0.0}'
  local o = object(text)
  for key, value in pairs(o) do o[key] = value end
  equal(json.encode(o), text)
end)

check("an object within itself is an error that names the path", function(rec, body)
  body.self = body
  fails("body", function() return rec:encode() end)
end)

check("a Lua table within itself is an error that names the path", function(rec, body)
  local t = {}
  t.inner = { t }
  body.x = t
  fails("body.x.inner[1]", function() return rec:encode() end)
end)

check("a table that is there twice but no cycle is written twice", function(_, body)
  local t = { k = 1 }
  body.metadata = { a = t, b = t }
  equal(json.encode(body.metadata), '{"a":{"k":1},"b":{"k":1}}')
end)

check("what has no JSON form names its path", function(rec, body)
  for part, value in pairs {
    ["mixes"] = { 1, a = 2 }, ["holes"] = { [1] = 1, [3] = 3 }, ["a function"] = { print },
    ["NaN"] = { 0 / 0 }, ["infinite"] = { 1 / 0 }, ["UTF-8"] = { "\xff" },
    ["a thread"] = { coroutine.create(print) }, ["keys"] = { [1.5] = 1 },
  } do
    body.x = { y = { value } }
    fails("body.x.y[1]", function() return rec:encode() end)
    fails(part, function() return rec:encode() end)
  end
end)

check("direct writes of what has no JSON form are refused", function(_, body)
  fails("no JSON form", function() body.x = 0 / 0 end)
  fails("no JSON form", function() body.x = -1 / 0 end)
  fails("no JSON form", function() body.x = print end)
  fails("no JSON form", function() body.x = coroutine.create(print) end)
  fails("UTF-8", function() body.x = "\xc0\x80" end)
  fails("UTF-8", function() body["\xff"] = 1 end)
  equal(json.has(body, "x"), false)
end)

check("an empty table is an object unless it replaces an array", function(_, body)
  body.x = {}
  body.messages = {}
  body.metadata = {}
  equal(json.encode(body):match('"messages":(..)'), "[]")
  equal(json.encode(body):match('"metadata":(..)'), "{}")
  equal(json.encode(body):match('"x":(..)'), "{}")
end)

check("an empty table that replaced an array and is replaced again", function(_, body)
  body.messages = {}
  body.messages = {}
  equal(json.encode(body):match('"messages":(..)'), "[]")
end)

check("json.array and json.object say it outright", function(_, body)
  body.x = json.array()
  body.y = json.array {}
  body.messages = json.object {}
  local written = json.encode(body)
  equal(written:match('"x":(..)'), "[]")
  equal(written:match('"y":(..)'), "[]")
  equal(written:match('"messages":(..)'), "{}")
end)

check("keys of a Lua table: documented order, then bytes", function()
  equal(json.encode { zeta = 1, content = "c", role = "user", alpha = 2, Beta = 3 },
    '{"role":"user","content":"c","Beta":3,"alpha":2,"zeta":1}')
  equal(json.encode { body = {}, url = "u", method = "m", custom_id = "c" },
    '{"custom_id":"c","method":"m","url":"u","body":{}}')
end)

check("strings are written with the escapes JSON requires", function()
  equal(json.encode { a = 'q"b\\/\n\t\r\b\f\0\31é\u{1F600}\u{2028}\127' },
    '{"a":"q\\"b\\\\/\\n\\t\\r\\b\\f\\u0000\\u001f' .. 'é\u{1F600}\u{2028}\127"}')
end)

check("tostring is compact JSON, cut at 200 bytes", function(_, body)
  equal(tostring(object('{ "a" : [ 1 , "x y" ] }')), '{"a":[1,"x y"]}')
  assert(#tostring(body) <= 205, #tostring(body))
  equal(tostring(body):sub(1, 10), '{"model":"')
end)

check("the empty key and long keys", function(_, body)
  body[""] = 1
  body[("k"):rep(70000)] = 2
  equal(body[""], 1)
  equal(body[("k"):rep(70000)], 2)
end)

check("many keys", function()
  local o = object("{}")
  for i = 1, 2000 do o["k" .. i] = i end
  for i = 1, 2000, 2 do o["k" .. i] = nil end
  local count = 0
  for key, value in pairs(o) do
    count = count + 1
    equal(key, "k" .. value)
  end
  equal(count, 1000)
end)

return testing.suite
