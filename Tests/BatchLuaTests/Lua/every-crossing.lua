-- Each function, method and type of the API once: for tests that make each allocation fail or
-- collect all garbage at each crossing. `args.d` is a directory with the files that it reads.
local d = args.d
stateless = false
options = { d = { help = "a directory" }, other = { default = "x" } }

-- Some releases of Lua compile it wrongly: what they give is mended and loaded again.
assert(load("for i in ... do local function show() return i end break end"))

local function values(body)
  assert(body.model == "m" and body["m\u{f6}del"] == nil and body.stop == nil)
  assert(json.has(body, "stop") and not json.has({}, "a"))
  local list, last = body.list, nil
  for key, value in pairs(body) do last = key assert(value ~= nil) end
  for i, value in ipairs(list) do assert(value == list[i]) end
  assert(next(body) == "model" and rawget(body, last) and rawlen(list) == #list)
  rawset(body, "raw", true)
  body.text, body.nested, body.stop = "t\n", { a = { json.null, 1.5, true } }, nil
  body.nested.a[4] = body.list
  body.shared = body.nested
  list[#list + 1] = { 1 }
  table.insert(list, 1, "first")
  table.insert(list, { second = 2 })
  table.remove(list, 1)
  table.remove(list)
  table.move(list, 1, 2, 2)
  table.sort(body.numbers)
  assert(table.concat(body.numbers, ",") == "1,2,3" and select("#", table.unpack(body.numbers)) == 3)
  list:insert("x") list:insert(1, "y") list:remove(1) list:remove()
  list:extend(list:map(function(v) return tostring(v) end):filter(function(v) return #v > 90 end))
  list:find(function(v) return v == 5 end)
  assert(body.big + 1 > 0 and tostring(body.big) == "123456789012345678901" and tonumber(body.big))
  assert(tostring(body) and tostring(list) and type(body) == "table" and json.type(list) == "array")
  local plain = json.copy(body)
  assert(json.equal(plain, body) and json.hash(plain) == json.hash(body))
  plain = json.copy(json.decode(
    '{"a":[{"b\\n":"x\\ny"},[],null,true,0.5],"n":[123456789012345678901]}'))
  assert(plain.a[1]["b\n"] == "x\ny" and #plain.a == 5 and plain.n[1] + 1 > 0)
  assert(json.encode { 0.5, 1e300, "\1\u{20ac}" .. ("\""):rep(40) })
  local text = json.encode(body, { pretty = true })
  assert(json.equal(json.decode(text), body) and json.decode('"s"') == "s")
  local bias = json.object { [7] = 1, a = 2 }
  assert(json.equal(bias, json.decode('{"7":1,"a":2}')) and json.encode(json.copy(bias)))
  body.emptied = { 1 }
  body.emptied = {}
  assert(json.type(body.emptied) == "array")
  body.emptied = nil
  assert(batch.hash(batch.unbase64(batch.base64("x"))) == json.hash_text("x"))
  assert(not pcall(batch.unbase64, "*"))
  assert(#json.array({}) == 0 and json.object({}))
  assert(not pcall(json.decode, "{") and not pcall(json.encode, print))
  assert(not pcall(function() return list.x.y end) and not pcall(setmetatable, body, {}))
  body.array, body.object = json.array(), json.object()
  assert(not pcall(function() body.bad = { 1, a = 2 } return json.encode(body) end))
  body.bad = nil
end

local function regexes(text)
  local words = batch.regex("(\\w)(\\d)?")
  assert(words:test(text) and words:match(text) and not pcall(batch.regex, "("))
  for first, second in words:gmatch(text) do assert(first and second ~= nil) end
  local named = batch.regex("(?<all>\\w+)", "i")
  assert(named:match(text).all and named:gsub(text, "<%{all}>") and #named:split(text) > 0)
  assert(words:gsub(text, function(all) return all .. all end) and words:gsub(text, {}))
  assert(not pcall(named.test, named, "\xff") and tostring(named) == "batch.regex /(?<all>\\w+)/i")
end

local function tables()
  local many, count = {}, 0
  for i = 1, 40 do many["k" .. i], many[i * 3] = i, true end
  for _ in pairs(many) do count = count + 1 end
  for key in next, many do if key == "k2" then break end count = count + 1 end
  for key, value in pairs { a = 1, [many] = 2, [1.5] = 3, [false] = 4 } do assert(key ~= value) end
  assert(count == 131 and next(many, "k8") == "k9" and not pcall(next, many, "x"))
  assert(tostring(many) == ("%s"):format(many) and #("%p"):format(many) == 10)
  math.randomseed()
  local list = {}
  for i = 1, 20 do list[i] = i * 7 % 23 .. "" end
  table.sort(list, function(a, b) return a < b end)
  assert(list[1] == "1")
end

local function model()
  local made = {
    batch.BatchRequestInput { custom_id = "new", url = batch.BatchEndpoint.chat_completions,
      body = { model = "m", messages = json.array {} } },
    batch.BatchRequestOutput { custom_id = "a",
      response = { status_code = 200, body = { choices = { { text = "t" } } } } },
    batch.BatchRequestOutputResponse { status_code = 500, body = json.null },
    batch.BatchRequestOutputError { code = "c", message = "m" },
    batch.Batch { id = "b", endpoint = "e", input_file_id = "f", created_at = 1,
      status = batch.BatchStatus.completed },
    batch.BatchErrors {}, batch.BatchError { code = "c" }, batch.BatchRequestCounts { total = 1 },
    batch.BatchRequest { input_file_id = "f" }, batch.ListBatchesResponse { data = { { id = "b" } } },
  }
  for _, value in ipairs(made) do
    local class = batch[batch.type(value)]
    local copy = class.decode(value:copy():encode())
    assert(copy:encode() == value:encode() and tostring(copy) and copy:validate())
    for key, field in pairs(value.json) do assert(key and field ~= nil) end
    assert(not pcall(function() return value.no_such_field end))
    assert(not pcall(function() value.no_such_field = 1 end))
  end
  assert(made[2]:ok() and not made[2]:failure() and made[2]:text() == "t")
  assert(made[2]:finish_reason() == nil and next(made[2]:usage()) == nil)
  local out = batch.BatchRequestOutput.decode('{"custom_id":"a","error":{"code":"c","message":"m"}}')
  assert(out:failure() and not pcall(batch.Batch.decode, "[]"))
  made[10].data[1].request_counts = { total = 2 }
  made[10].data[1].errors = batch.BatchErrors { data = { { message = "m" } } }
  assert(made[10].data[1].request_counts.total == 2 and made[10].data[1].errors.data[1].message)
  return made[1]
end

local function files()
  local reader <close> = batch.reader(d .. "results.jsonl")
  local first = reader:read()
  assert(first:ok() and reader.line == 1 and first.raw and first.file and first.index == 1)
  assert(reader:read() == nil and tostring(reader))
  reader:close()
  for value in batch.reader(d .. "results.jsonl", { type = "json" }) do assert(value.custom_id) end
  local lines = batch.lines(d .. "prompts.txt")
  assert(lines:read() == "one" and lines:read() == "two")
  lines:close()
  local csv <close> = batch.csv(d .. "products.csv", { separator = ";" })
  assert(csv:read().name == "Tea" and csv:read() == nil)
  csv:close()
  assert(batch.readfile(d .. "prompts.txt") == "one\ntwo\n")
  local writer <close> = batch.writer(d .. "out/{part}.jsonl", { type = "json", max_requests = 1 })
  writer:write({ a = 1 }, first)
  assert(writer.part == 2 and writer.count == 2 and writer.bytes > 0 and writer.path)
  writer:close()
  assert(not pcall(writer.write, writer, {}))
end

function begin()
  assert(require("helper").answer == 42 and require("helper") == require("helper"))
  assert(not pcall(require, "no_such_module"))
  batch.require_version(">=0")
  batch.log.info("%d", 1) batch.log.warn("w") batch.log.error("e")
  assert(batch.version and args.other == "x" and not batch.type({}))
  files()
end

local kept

function filter(req)
  if req.custom_id == "r3" then return false end
  if req.custom_id == "r4" then batch.reject("not this one") end
  return true
end

local function copies(req)
  local a, b = req:copy(), req:copy()
  a.custom_id, a.body.metadata, b.custom_id = "a", { kept = { 1 } }, "b"
  local last = -1
  for _, value in pairs { [b] = 3, [a.body] = 2, [req] = 0, [a] = 1 } do
    assert(value == last + 1)
    last = value
  end
  return a, { req, b }
end

function transform(req)
  if req.custom_id == "r0" then return copies(req) end
  values(req.body)
  regexes("ab1 c")
  tables()
  local resume = coroutine.wrap(function() coroutine.yield(req.body.model) return req.json.url end)
  assert(resume() == "m" and resume() == req.url)
  assert(req.raw and req.file and req.line and req.method == "POST" and #req:validate() == 0)
  local new = model()
  new.custom_id = "new " .. req.custom_id
  new.body.kept = kept and kept.body.nested
  new.body.messages = req.body.messages
  kept = req
  if req.custom_id == "r2" then
    batch.emit(new, req)
    batch.stop()
    return
  end
  return { req, new }
end

function finish()
  assert(kept.body.nested.a[2] == 1.5)
end
