-- The type BatchRequestInput, by field.
local testing = require("testing")
local check, equal, fails = testing.check, testing.equal, testing.fails

local BatchRequestInput = batch.BatchRequestInput

local function decode(text) return BatchRequestInput.decode(text) end

-- custom_id

check("custom_id can be read", function(rec) equal(rec.custom_id, "id-1") end)

check("custom_id can be set", function(rec)
  rec.custom_id = "new"
  equal(rec.custom_id, "new")
  equal(json.decode(rec:encode()).custom_id, "new")
end)

check("custom_id takes strings only", function(rec)
  fails("custom_id takes a string, got the number 5", function() rec.custom_id = 5 end)
  fails("custom_id takes a string, got nil", function() rec.custom_id = nil end)
  fails("custom_id takes a string, got a table", function() rec.custom_id = {} end)
  fails("custom_id takes a string, got json.null", function() rec.custom_id = json.null end)
  fails("custom_id takes a string, got", function() rec.custom_id = true end)
  equal(rec.custom_id, "id-3")
end)

-- method

check("method can be read", function(rec) equal(rec.method, "POST") end)

check("method takes POST only", function(rec)
  rec.method = "POST"
  fails('method takes the string "POST", got the string "GET"', function() rec.method = "GET" end)
  fails("method takes", function() rec.method = nil end)
  equal(rec.method, "POST")
end)

-- url

check("url can be read", function(rec) equal(rec.url, "/v1/chat/completions") end)

check("url can be set", function(rec)
  rec.url = "/v1/embeddings"
  equal(rec.url, "/v1/embeddings")
  rec.url = "/any/other"
  equal(rec.url, "/any/other")
end)

check("url takes strings only", function(rec)
  fails("url takes a string", function() rec.url = 5 end)
  fails("url takes a string", function() rec.url = nil end)
end)

-- body

check("body can be read", function(rec)
  equal(type(rec.body), "table")
  equal(rec.body, rec.body)
end)

check("body can be set to a table, a JSON object or nothing", function(rec)
  local t = { model = "m" }
  rec.body = t
  equal(rec.body, t)
  t.n = 1
  equal(json.decode(rec:encode()).body.n, 1)
  rec.body = json.decode('{"model":"x"}')
  equal(rec.body.model, "x")
  rec.body = nil
  equal(rec.body, nil)
  equal(json.has(rec.json, "body"), false)
end)

check("body takes nothing else", function(rec)
  fails("body takes a table or JSON object", function() rec.body = "x" end)
  fails("body takes a table or JSON object", function() rec.body = 5 end)
  fails("body takes a table or JSON object", function() rec.body = json.decode("[]") end)
  fails("body takes a table or JSON object", function() rec.body = rec end)
end)

-- unknown fields

check("a field that the type does not have is an error", function(rec)
  fails("no field 'nonsense'", function() return rec.nonsense end)
  fails("no field 'nonsense'", function() rec.nonsense = 1 end)
  fails("its fields are custom_id, method, url, body", function() return rec.nonsense end)
  fails("no field", function() return rec[1] end)
  fails("no field", function() rec[1] = 2 end)
end)

check("near names are suggested", function(rec)
  fails("did you mean 'body.model'?", function() return rec.model end)
  fails("did you mean 'body.messages'?", function() rec.messages = {} end)
  fails("did you mean 'custom_id'?", function() return rec.custom_Id end)
  fails("did you mean 'custom_id'?", function() return rec.customid end)
  fails("did you mean 'body'?", function() rec.bdoy = {} end)
  fails("use 'json.extra'", function() return rec.extra end)
end)

check("json reaches keys outside of the model", function(rec)
  equal(rec.json.extra[1], 1)
  rec.json.extra = nil
  rec.json.mine = "x"
  local written = json.decode(rec:encode())
  equal(written.extra, nil)
  equal(written.mine, "x")
  equal(rec.json.custom_id, rec.custom_id)
  equal(rec.json.body, rec.body)
end)

check("pairs of a record points to json", function(rec)
  fails("pairs(record.json)", function() for _ in pairs(rec) do end end)
  fails("length", function() return #rec end)
  local names = {}
  for key in pairs(rec.json) do names[#names + 1] = key end
  equal(table.concat(names, " "), "custom_id method url body extra")
end)

-- encode, copy, tostring

check("encode gives the bytes when nothing has changed", function(rec)
  equal(rec:encode(), rec.raw)
end)

check("encode gives the changes", function()
  local rec = decode('{ "custom_id" : "a","method":"POST","url":"u","body":{ "n" : 1.0 } }')
  rec.body.m = 2
  equal(rec:encode(), '{ "custom_id" : "a","method":"POST","url":"u","body":{ "n" : 1.0,"m":2 } }')
end)

check("tostring", function()
  equal(tostring(decode('{"custom_id": "a"}')), 'BatchRequestInput {"custom_id":"a"}')
end)

check("== is identity", function(rec)
  local a, b = decode('{"custom_id":"a"}'), decode('{"custom_id":"a"}')
  equal(a == b, false)
  equal(a == a, true)
  equal(rec == rec, true)
end)

-- reading is lenient

check("missing fields read nil, odd ones as they are", function()
  local rec = decode("{}")
  equal(rec.custom_id, nil)
  equal(rec.method, nil)
  equal(rec.url, nil)
  equal(rec.body, nil)
  rec = decode('{"custom_id":5,"method":"get","url":null,"body":"text"}')
  equal(rec.custom_id, 5)
  equal(rec.method, "get")
  equal(rec.url, nil)
  equal(rec.body, "text")
  equal(rec:encode(), '{"custom_id":5,"method":"get","url":null,"body":"text"}')
end)

check("decode refuses what is no object", function()
  fails("expected a JSON object, got an array", BatchRequestInput.decode, "[]")
  fails("expected a JSON object", BatchRequestInput.decode, '"x"')
  fails("byte", BatchRequestInput.decode, "{")
  fails("takes a string", BatchRequestInput.decode, {})
  fails("takes a string", BatchRequestInput.decode)
end)

check("a decoded record has no origin", function()
  local rec = decode('{"custom_id":"a"}')
  equal(rec.line, nil)
  equal(rec.file, nil)
  equal(rec.index, nil)
end)

-- constructor

check("the constructor makes a record", function()
  local rec = BatchRequestInput { custom_id = "a", url = "/v1/embeddings", body = { model = "m" } }
  equal(batch.type(rec), "BatchRequestInput")
  equal(rec.method, "POST")
  equal(rec:encode(),
    '{"custom_id":"a","method":"POST","url":"/v1/embeddings","body":{"model":"m"}}')
end)

check("the constructor takes JSON values as body", function(rec)
  local new = BatchRequestInput { custom_id = "a", url = rec.url, body = rec.body }
  equal(new.body.model, "gpt-5")
  equal(json.encode(new.body), json.encode(rec.body))
end)

check("the constructor checks its fields", function()
  fails("custom_id takes a string", BatchRequestInput, { custom_id = 5, url = "u", body = {} })
  fails("method takes", BatchRequestInput,
    { custom_id = "a", method = "GET", url = "u", body = {} })
  fails("no field 'bdy'; did you mean 'body'?", BatchRequestInput,
    { custom_id = "a", url = "u", bdy = {} })
  fails("takes a table of its fields, got nil", BatchRequestInput)
  fails("takes a table of its fields, got string", BatchRequestInput, "x")
  fails("custom_id takes a string, got nil", BatchRequestInput, { url = "u", body = {} })
  fails("url takes a string, got nil", BatchRequestInput, { custom_id = "a", body = {} })
end)

check("copy of a constructed record", function()
  local rec = BatchRequestInput { custom_id = "a", url = "u", body = { list = { 1 } } }
  local copy = rec:copy()
  copy.body.list[1] = 2
  equal(rec.body.list[1], 1)
  equal(copy.body.list[1], 2)
end)

return testing.suite
