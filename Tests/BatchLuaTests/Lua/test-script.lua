-- The tables `batch` and its functions, and records as a script meets them.
local testing = require("testing")
local check, equal, fails = testing.check, testing.equal, testing.fails

local first, first_body
local count = 0

check("the top level runs once and locals live on", function(rec)
  count = count + 1
  equal(count, 1)
  first, first_body = rec, rec.body
end)

check("each record is its own", function(rec)
  count = count + 1
  equal(count, 2)
  equal(rec == first, false)
  equal(rec.custom_id, "id-2")
  equal(first.custom_id, "id-1")
end)

check("origin", function(rec)
  equal(rec.line, 3)
  equal(rec.index, 3)
  assert(rec.file:find("in.jsonl", 1, true))
  equal(rec.raw, rec:encode())
  equal(rec.raw:sub(1, 21), '{"custom_id":"id-3","')
end)

check("raw stays when the record changes", function(rec, body)
  local before = rec.raw
  body.model = "x"
  rec.custom_id = "y"
  equal(rec.raw, before)
  equal(rec:encode() == before, false)
end)

check("origin cannot be assigned", function(rec)
  for _, key in ipairs { "file", "line", "index", "raw", "json", "copy" } do
    fails("cannot be assigned", function() rec[key] = "x" end)
  end
end)

check("batch.type", function(rec, body)
  equal(batch.type(rec), "BatchRequestInput")
  equal(batch.type(body), nil)
  equal(batch.type({}), nil)
  equal(batch.type(nil), nil)
  equal(type(rec), "userdata")
end)

check("batch.version", function() assert(batch.version:find("^%d+%.%d+%.%d+$")) end)

check("values of other records are written with their bytes", function(rec, body)
  body.messages = first_body.messages
  equal(json.encode(body.messages), json.encode(first_body.messages))
  first_body.messages[1].content = "later"
  equal(body.messages[1].content, "later")
  assert(rec:encode():find('"content":"later"', 1, true))
end)

check("values of two records within each other are an error", function(rec, body)
  first_body.other = body
  body.other = first_body
  fails("body.other", function() return rec:encode() end)
  first_body.other = nil
  assert(rec:encode())
end)

check("a whole record goes into another by its field json", function(rec, body)
  body.origin = first.json
  equal(body.origin.custom_id, "id-1")
  fails("use its field 'json'", function() body.origin = first end)
end)

check("a record within a table is refused", function(rec, body)
  body.x = { first }
  fails("body.x[1]", function() return rec:encode() end)
end)

check("new messages stand in documented order", function(_, body)
  table.insert(body.messages, 1, { content = "c", role = "system" })
  equal(json.encode(body.messages[1]), '{"role":"system","content":"c"}')
  equal(json.encode(body.messages):sub(1, 33), '[{"role":"system","content":"c"},')
end)

check("copy of a record is independent", function(rec)
  local copy = rec:copy()
  equal(batch.type(copy), "BatchRequestInput")
  equal(copy == rec, false)
  copy.custom_id = "other"
  copy.body.model = "other"
  equal(rec.custom_id, "id-13")
  equal(rec.body.model, "gpt-5")
  equal(copy:encode():find("other", 1, true) ~= nil, true)
end)

check("a copy knows where it came from", function(rec)
  local copy = rec:copy()
  equal(copy.line, rec.line)
  equal(copy.index, rec.index)
  equal(copy.file, rec.file)
end)

check("a copy has all changes", function(rec, body)
  body.x = { 1, { y = json.null } }
  rec.json.extra = nil
  equal(rec:copy():encode(), rec:encode())
  equal(rec:copy().json.extra, nil)
end)

check("batch.log takes a format", function()
  fails("", batch.log.info, "%d", "x")
end)

check("batch.emit refuses what is no record", function(rec, body)
  fails("batch.emit takes a record or a list, got nothing", batch.emit)
  fails("batch.emit got a table", batch.emit, { custom_id = "x" })
  fails("batch.emit got a JSON object", batch.emit, body)
  fails("batch.emit got a string", batch.emit, "x")
end)

local padding = {}
for i = 1, 250 do
  check("filler " .. i, function(rec, body)
    padding[i] = i % 50 == 0 and { rec = rec, body = body, line = rec.line } or nil
  end)
end

check("records and values stay valid after their line and chunk", function()
  collectgarbage()
  for i = 50, 250, 50 do
    local kept = padding[i]
    equal(kept.rec.line, kept.line)
    equal(kept.rec.custom_id, "id-" .. kept.line)
    equal(kept.body.messages[2].content, "Hi")
    kept.body.messages[2].content = "n" .. i
    assert(kept.rec:encode():find('"content":"n' .. i .. '"', 1, true))
  end
  equal(first.custom_id, "id-1")
  equal(first_body.model, "gpt-5")
end)

check("line numbers go on in later chunks", function(rec)
  equal(rec.custom_id, "id-" .. rec.line)
  equal(rec.index, rec.line)
  assert(rec.line > 250)
end)

check("batch.log names itself in errors of its format", function()
  fails("bad argument #2 to 'batch.log.info' (number expected", batch.log.info, "%d", "x")
  local _, message = pcall(batch.log.warn, "%d", {})
  equal(message:find("host", 1, true), nil)
end)

check("functions of arrays check what they get", function(_, body)
  fails("map takes a function, got nil", body.messages.map, body.messages)
  fails("filter takes a function, got number", body.messages.filter, body.messages, 1)
  fails("find takes a function, got table", body.messages.find, body.messages, {})
  fails("extend takes a list, got nil", body.messages.extend, body.messages)
  local callable = setmetatable({}, { __call = function(_, m) return m.role end })
  equal(body.messages:map(callable)[1], "system")
end)

check("require_version says what it takes", function()
  batch.require_version("0.1")
  batch.require_version(">= 0.1.0")
  fails("the script needs batchlua >=99; this is", batch.require_version, ">=99")
  for _, wanted in ipairs { "~>1", "=>1", "<>1", "", "x", ">=", ">=." } do
    fails("'" .. wanted .. "' is no requirement; it takes a version", batch.require_version, wanted)
  end
end)

check("setmetatable names what it refuses", function(rec, body)
  fails("a record takes no metatable; json.copy(record.json)", setmetatable, rec, {})
  fails("a JSON value takes no metatable; json.copy(v)", setmetatable, body, {})
end)

check("a field of the body is suggested, whatever the body is", function(rec, body)
  fails("did you mean 'body.model'?", function() return rec.model end)
  rec.body = { model = "m" }
  fails("did you mean 'body.model'?", function() return rec.model end)
  fails("its fields are", function() return rec.nonsense_of_mine end)
  rec.body = json.decode('{"model":1}')
  fails("did you mean 'body.model'?", function() return rec.model end)
end)

check("batch.reject checks its reason", function()
  fails("takes a text or a table of message, code and param, got boolean", batch.reject, true)
  fails("batch.reject has no option 'messge'; did you mean 'message'?", batch.reject,
    { messge = "x" })
end)

return testing.suite
