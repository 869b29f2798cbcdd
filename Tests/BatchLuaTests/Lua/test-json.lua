-- The table `json`.
local testing = require("testing")
local check, equal, fails = testing.check, testing.equal, testing.fails

check("null", function()
  equal(tostring(json.null), "json.null")
  equal(json.type(json.null), "null")
  equal(json.encode(json.null), "null")
  equal(json.encode { a = json.null }, '{"a":null}')
  equal(json.decode("null"), json.null)
  equal(getmetatable(json.null), false)
end)

check("decode gives every kind of value", function()
  equal(json.decode("7"), 7)
  equal(math.type(json.decode("7.0")), "float")
  equal(json.decode(" true "), true)
  equal(json.decode("false"), false)
  equal(json.decode('"a\\u00e9\\ud83d\\ude00\\n"'), "aé😀\n")
  equal(json.decode('""'), "")
  equal(json.decode('{"a":[1]}').a[1], 1)
  equal(tostring(json.decode("12345678901234567890")), "12345678901234567890")
end)

check("decode refuses what is no JSON, with the offset", function()
  for _, text in ipairs { "", " ", "{", "[1,]", "nul", "01", "1.", "'a'", '"\t"', '"\\x"', "[1] 2",
    '{"a":1,}', "NaN", "-", '"\\ud800"x', "\xff", '"\xc0\x80"', "[1,2" } do
    fails("json.decode", json.decode, text)
  end
  fails("byte 3", json.decode, "[1,]")
  fails("takes a string", json.decode)
  fails("takes a string", json.decode, {})
  fails("takes a string", json.decode, 7)
end)

check("decode of deep texts ends with an error", function()
  equal(json.type(json.decode(("["):rep(1000) .. ("]"):rep(1000))), "array")
  fails("1024 levels", json.decode, ("["):rep(1025) .. ("]"):rep(1025))
  fails("json.decode", json.decode, ("["):rep(100000))
end)

check("decoded values can be changed and written", function()
  local v = json.decode('{"a":1}')
  v.b = { 1, 2 }
  equal(json.encode(v), '{"a":1,"b":[1,2]}')
end)

check("line ends in decoded texts do not break lines", function(rec, body)
  body.x = json.decode('{\r\n "a": "x\\n",\n "b": [\n1\n]\n}')
  local text = rec:encode()
  equal(text:find("\n", 1, true), nil)
  equal(json.decode(text).body.x.a, "x\n")
end)

check("encode of scalars", function()
  equal(json.encode(7), "7")
  equal(json.encode(-0.5), "-0.5")
  equal(json.encode("a"), '"a"')
  equal(json.encode(true), "true")
  equal(json.encode(math.mininteger), "-9223372036854775808")
  fails("json.null", json.encode, nil)
  fails("no JSON form", json.encode, print)
  fails("", json.encode, 0 / 0)
  fails("UTF-8", json.encode, "\xff")
end)

check("encode of tables", function()
  equal(json.encode {}, "{}")
  equal(json.encode { 1, "a", { b = true } }, '[1,"a",{"b":true}]')
  equal(json.encode(json.array {}), "[]")
  equal(json.encode(json.array { 1 }), "[1]")
  equal(json.encode(json.object { a = 1 }), '{"a":1}')
  equal(json.encode { a = json.array() }, '{"a":[]}')
  fails("string key", json.encode, json.array { a = 1 })
  fails("holes; json.object{...} writes integer keys as strings", json.encode, { [2] = 1 })
  fails("mixes string and integer keys; json.object{...}", json.encode, { 1, a = 1 })
  fails("keys of a table", json.encode, { [0] = 1 })
  fails("keys of a table", json.encode, { [true] = 1 })
end)

check("json.object takes integer keys and writes them as strings", function(_, body)
  local bias = json.object { [50256] = -100, [5] = 1, [-3] = 0, [1] = 2, model = "m", ["07"] = 3 }
  local text = '{"model":"m","-3":0,"07":3,"1":2,"5":1,"50256":-100}'
  equal(json.encode(bias), text)
  equal(json.type(bias), "object")
  body.logit_bias = json.object { [50256] = -100 }
  equal(body.logit_bias[50256], -100)
  equal(json.encode(body.logit_bias), '{"50256":-100}')
  local decoded = json.decode(text)
  assert(json.equal(bias, decoded) and json.equal(decoded, bias))
  assert(not json.equal(bias, json.decode('{"model":"m","-3":0,"7":3,"1":2,"5":1,"50256":-100}')))
  equal(json.hash(bias), json.hash(decoded))
  local copy = json.copy(bias)
  equal(json.encode(copy), text)
  copy[5] = nil
  assert(not json.equal(copy, bias) and json.hash(copy) ~= json.hash(bias))
  local many = json.object {}
  for i = 1, 100 do many[i * 1000] = i end
  equal(json.equal(many, json.decode(json.encode(many))), true)
  fails("same key as integer and as string", json.encode, json.object { [1] = 1, ["1"] = 2 })
  fails("keys of json.object must be strings or integers", json.encode, json.object { [1.5] = 1 })
  fails('logit_bias["7"]: NaN', json.encode, { logit_bias = json.object { [7] = 0 / 0 } })
  fails("got 50256; use tostring(key)", function() decoded[50256] = 1 end)
end)

check("an emptied table is of one kind, whoever asks", function()
  local function is(kind, value, holder)
    local text = kind == "array" and "[]" or "{}"
    equal(json.type(value), kind)
    equal(json.encode(value), text)
    equal(json.equal(value, json.decode(text)), true)
    equal(json.hash(value), json.hash(json.decode(text)))
    equal(getmetatable(value), nil)
    if holder then
      local again = json.decode(json.encode(holder))
      assert(json.equal(holder, again) and json.hash(holder) == json.hash(again))
    end
  end
  local b = json.decode('{"a":[1],"l":[[1],{}]}')
  b.a = {}
  is("array", b.a, b)
  b.a = {}
  is("array", b.a, b)
  b.a = { 1 }
  b.a[1] = nil
  is("array", b.a, b)
  b.a = json.decode("[2]")
  b.a = {}
  is("array", b.a, b)
  b.new = { 1 }
  b.new = {}
  is("array", b.new, b)
  b.other = {}
  is("object", b.other, b)
  b.l[1], b.l[2], b.l[3] = {}, {}, {}
  is("array", b.l[1])
  is("object", b.l[2])
  is("object", b.l[3])
  equal(json.encode(b.l), "[[],{},{}]")
  b.a.k = 1
  equal(json.encode(b.a), '{"k":1}')
  equal(json.type(b.a), "object")
  local copy = json.copy(json.decode('[1,{"x":[2]}]'))
  copy[2].x[1] = nil
  is("array", copy[2].x)
  copy = json.copy { 1 }
  copy[1] = nil
  is("array", copy)
  copy = json.copy(json.copy(json.array { 1 }))
  copy[1] = nil
  is("array", copy)
  copy = json.copy { a = 1 }
  copy.a = nil
  is("object", copy)
  local class = { __index = { size = 3 } }
  equal(setmetatable(json.copy(json.decode("[1]")), class).size, 3)
end)

check("encode of deep tables ends with an error", function()
  local t = {}
  for _ = 1, 1000 do t = { t } end
  assert(json.encode(t))
  for _ = 1, 100000 do t = { t } end
  fails("1024", json.encode, t)
end)

check("encode of records and model values", function(rec)
  equal(json.decode(json.encode(rec)).custom_id, rec.custom_id)
end)

check("type", function(rec, body)
  equal(json.type(body), "object")
  equal(json.type(body.list), "array")
  equal(json.type("x"), "string")
  equal(json.type(1), "number")
  equal(json.type(1.5), "number")
  equal(json.type(true), "boolean")
  equal(json.type({}), "object")
  equal(json.type({ 1 }), "array")
  equal(json.type(json.array()), "array")
  equal(json.type(json.object()), "object")
  equal(json.type(nil), nil)
  equal(json.type(print), nil)
  equal(json.type(rec), nil)
  equal(json.type(), nil)
end)

check("array and object take what they mark, and nothing else", function(_, body)
  local t = { 1 }
  equal(json.array(t), t)
  equal(json.array(body.list), body.list)
  equal(#json.array(), 0)
  fails("", json.array, "x")
  fails("", json.object, 5)
end)

check("array of a Lua array keeps behaving as a table", function()
  local a = json.array { 3, 1, 2 }
  table.insert(a, 0)
  table.sort(a)
  equal(json.encode(a), "[0,1,2,3]")
  equal(table.remove(a), 3)
end)

check("copy makes plain independent tables", function(_, body)
  local copy = json.copy(body)
  equal(type(copy), "table")
  equal(json.equal(copy, body), true)
  copy.model = "other"
  copy.messages[1].content = "other"
  equal(body.model, "gpt-5")
  equal(body.messages[1].content, "Be brief.")
  equal(setmetatable(json.copy(body.metadata), nil).a, "1")
  equal(json.copy(7), 7)
  equal(json.copy(nil), nil)
  equal(json.copy("x"), "x")
end)

check("copy keeps nulls and empty arrays", function(_, body)
  local copy = json.copy(body)
  equal(copy.stop, json.null)
  equal(copy.list[4], json.null)
  equal(json.encode(copy.list), '[1,2.5,"three",null,true,[],{}]')
end)

check("copy of big numbers", function()
  local copy = json.copy(json.decode('{"a":12345678901234567890}'))
  equal(json.encode(copy), '{"a":12345678901234567890}')
end)

check("copy of Lua tables is independent too", function()
  local t = { a = { 1, 2 } }
  local copy = json.copy(t)
  copy.a[1] = 9
  equal(t.a[1], 1)
end)

check("has", function(_, body)
  equal(json.has(body, "model"), true)
  equal(json.has(body, "nothing"), false)
  equal(json.has(body, 1), false)
  equal(json.has(body.list, 1), true)
  equal(json.has(body.list, 4), true)
  equal(json.has(body.list, 8), false)
  equal(json.has(body.list, 0), false)
  equal(json.has({ a = 1 }, "a"), true)
  equal(json.has({ a = 1 }, "b"), false)
  fails("json.has takes", json.has, nil, "x")
  fails("json.has takes", json.has, "x", "x")
end)

check("equal is deep", function(_, body)
  local function same(a, b) return json.equal(json.decode(a), json.decode(b)) end
  equal(same('{"a":[1,{"b":null}]}', '{ "a": [1.0, {"b":null}] }'), true)
  equal(same('{"a":1,"b":2}', '{"b":2,"a":1}'), true)
  equal(same('{"a":null}', "{}"), false)
  equal(same('{"a":null}', '{"a":0}'), false)
  equal(same("[1,2]", "[2,1]"), false)
  equal(same("[1,2]", "[1,2,3]"), false)
  equal(same("[]", "{}"), false)
  equal(same('"1"', "1"), false)
  equal(same("12345678901234567890", "12345678901234567890"), true)
  equal(json.equal(body, json.copy(body)), true)
  equal(json.equal(json.decode('{"a":[]}'), { a = {} }), false)
  equal(json.equal(json.decode('{"a":[1]}'), { a = { 1 } }), true)
  equal(json.equal(nil, nil), true)
  equal(json.equal(nil, json.null), false)
end)

check("equal does not change what it looks at", function(rec, body)
  local before = rec:encode()
  json.equal(body, json.copy(body))
  equal(rec:encode(), before)
end)

check("hash and equal agree on numbers", function()
  for _, pair in ipairs { { 0.0, -0.0 }, { 1, 1.0 }, { 1e18, 1000000000000000000 }, { 0, -0.0 } } do
    equal(json.equal(pair[1], pair[2]), true)
    equal(json.hash { pair[1] }, json.hash { pair[2] })
  end
  local big = json.decode("100000000000000000000")
  equal(json.equal(big, 1e20), false)
  equal(json.hash(big) == json.hash(1e20), false)
  equal(json.hash(big), json.hash(json.decode("100000000000000000000")))
  equal(json.hash(9007199254740993) == json.hash(9007199254740992.0), false)
end)

check("options of encode are checked", function()
  equal(json.encode({ 1 }, {}), "[1]")
  equal(json.encode({ 1 }, { pretty = false }), "[1]")
  equal(json.encode({ 1 }, json.decode('{"pretty":true}')), "[\n  1\n]")
  fails("json.encode has no option 'prety'; did you mean 'pretty'?", json.encode, 1, { prety = true })
  fails("has no option 'indent'; it takes pretty", json.encode, 1, { indent = 2 })
  fails("takes a table of options, got number", json.encode, 1, 2)
  fails("pretty takes true or false, got a number", json.encode, 1, { pretty = 1 })
end)

check("of a value that contains itself there is no copy, hash or comparison", function(_, body)
  body.x, body.y = body, { body }
  local other, twin = json.decode("{}"), json.decode("{}")
  other.x, twin.x = other, twin
  for _, call in ipairs { json.copy, json.hash } do
    fails("the value contains itself", call, body)
    fails("the value contains itself", call, { other })
  end
  fails("the value contains itself", json.equal, other, twin)
  local t = {}
  t.t = t
  fails("the value contains itself", json.hash, t)
end)

check("values may be nested as deep as JSON text", function()
  local text = ("["):rep(1024) .. ("]"):rep(1024)
  local value = json.decode(text)
  equal(json.encode(json.copy(value)), text)
  assert(json.equal(value, json.copy(value)) and json.hash(value) == json.hash(json.decode(text)))
  fails("nested deeper than 1024 levels", json.hash, { value })
end)

check("a value that contains itself says so, with a short path", function(_, body)
  body.x = body
  fails("x: the value contains itself", json.encode, body)
  body.x = { body }
  fails("x[1]: the value contains itself", json.encode, body)
  local t = {}
  t.t = { t }
  body.x = t
  fails("x.t[1]: the table contains itself", json.encode, body)
  local deep, inner = {}, nil
  inner = deep
  for i = 1, 300 do
    inner["k" .. i] = {}
    inner = inner["k" .. i]
  end
  inner.f = print
  body.x = deep
  local _, message = pcall(json.encode, body)
  equal(#message < 300, true)
  equal(message:find("x.k1.k2.k3.", 1, true) ~= nil and message:find("…", 1, true) ~= nil, true)
  equal(message:find(".k299.k300.f: a function has no JSON form", 1, true) ~= nil, true)
end)

return testing.suite
