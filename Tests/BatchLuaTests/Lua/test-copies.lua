-- Copies of records: of the current one, of one that is changed, of copies.
local testing = require("testing")
local check, equal, fails = testing.check, testing.equal, testing.fails

local made = {}

-- A copy that is returned in the end: a chunk takes few that are not.
local function copied(rec)
  local copy = rec:copy()
  made[#made + 1] = copy
  return copy
end

-- place

check("a copy has the place of its record", function(rec)
  local copy = copied(rec)
  for _, field in ipairs { "file", "line", "index" } do equal(copy[field], rec[field]) end
  equal(copy:copy().line, rec.line)
  rec.custom_id = "new"
  for _, field in ipairs { "file", "line", "index" } do equal(rec:copy()[field], rec[field]) end
end)

check("the raw text of a copy is its own", function(rec)
  equal(rec:copy().raw, rec.raw)
end)

-- contents

check("a copy is written as its record", function(rec)
  local copy = copied(rec)
  equal(copy:encode(), rec:encode())
  equal(tostring(copy), tostring(rec))
  equal(batch.type(copy), batch.type(rec))
  assert(json.equal(copy.json, rec.json) and json.hash(copy.json) == json.hash(rec.json))
  equal(#copy:validate(), #rec:validate())
end)

check("what is changed in one does not show in another", function(rec)
  local a, b = copied(rec), copied(rec)
  a.custom_id, a.body.model = "a", "model-a"
  b.body.messages[1].content = { "b" }
  rec.body.list:insert("rec")
  a.json.own = { 1 }
  equal(rec.custom_id ~= "a" and b.custom_id, rec.custom_id)
  equal(b.body.model, "gpt-5")
  equal(a.body.messages[1].content, "Be brief.")
  equal(#rec.body.list, #a.body.list + 1)
  equal(b.json.own, nil)
  equal(json.decode(a:encode()).body.model, "model-a")
  equal(json.decode(b:encode()).body.messages[1].content[1], "b")
end)

check("a copy of a changed record has the changes", function(rec)
  rec.body.model = "new"
  local copy = copied(rec)
  equal(copy.body.model, "new")
  copy.body.model = "newer"
  equal(copy:copy().body.model, "newer")
  equal(rec.body.model, "new")
end)

check("a copy of a record that was walked over", function(rec)
  for _ in pairs(rec.body) do end
  local copy = copied(rec)
  copy.body.model = "new"
  equal(rec.body.model, "gpt-5")
  equal(copy:copy().body.model, "new")
end)

-- identity

check("a copy is equal to itself alone", function(rec)
  local a, b = copied(rec), copied(rec)
  assert(a ~= b and a ~= rec and a.body ~= rec.body and a.body ~= b.body)
  assert(a.body == a.body and a.body == a.json.body and a.body.list == a.body.list)
  local seen = { [a] = "a", [b] = "b", [rec] = "rec" }
  equal(seen[a] .. seen[b] .. seen[rec], "abrec")
end)

check("copies that are keys come in their order, with others", function(rec)
  local keys, order = { [rec] = 0 }, {}
  for i = 1, 9 do
    keys[copied(rec)] = 2 * i - 1
    keys[json.decode("{}")] = 2 * i
  end
  local last = copied(rec)
  keys[last.body.messages], keys[last.body.list] = 19, 20
  for _, value in pairs(keys) do order[#order + 1] = value end
  for i = 0, 20 do equal(order[i + 1], i) end
end)

-- lifetime

local kept = {}

check("copies are kept", function(rec)
  for i = 1, 40 do
    kept[i] = rec:copy()
    kept[i].custom_id = "kept-" .. i
  end
  kept.line = rec.line
end)

check("copies of earlier records are changed and copied", function(rec)
  for i = 1, 40 do
    equal(kept[i].custom_id, "kept-" .. i)
    kept[i].body.model = "late"
    local copy = kept[i]:copy()
    equal(copy.custom_id .. copy.line, "kept-" .. i .. kept.line)
    equal(copy.body.model, "late")
  end
  equal(rec.body.model, "gpt-5")
end)

-- many records later, when the chunk of the copies is gone
for i = 1, 350 do
  check("between " .. i, function(rec) rec:copy().body.model = "x" end)
end

check("copies of earlier chunks", function(rec)
  collectgarbage()
  for i = 1, 40 do
    equal(kept[i].line, kept.line)
    local decoded = json.decode(kept[i]:encode())
    equal(decoded.custom_id .. decoded.body.model, "kept-" .. i .. "late")
    kept[i].custom_id = "again"
    equal(kept[i]:copy().custom_id, "again")
  end
end)

-- values of other places, after which nothing waits any more

check("values move between a record and its copy", function(rec)
  local copy = copied(rec)
  copy.body.old, rec.body.messages = rec.body.messages, copy.body.list
  rec.body.messages[1] = "shared"
  equal(copy.body.list[1], "shared")
  equal(json.decode(copy:encode()).body.old[2].content, "Hi")
  copy.body.self = copy.body
  fails("contains itself", function() copy:encode() end)
  copy.body.self = nil
end)

check("records that keep a copy of themselves", function(rec)
  local copy = copied(rec)
  rec.body.inner = copy.body
  copy.body.model = "inner"
  equal(json.decode(rec:encode()).body.inner.model, "inner")
end)

function testing.suite.transform(rec)
  made = {}
  testing.transform(rec)
  for i, copy in ipairs(made) do copy.custom_id = rec.custom_id .. "-" .. i end
  return made
end

return testing.suite
