-- What a script may reach: section 6 of the Lua API.
local testing = require("testing")
local check, equal, fails = testing.check, testing.equal, testing.fails

local function names(t)
  local list = {}
  for name in pairs(t) do list[#list + 1] = name end
  table.sort(list)
  return table.concat(list, " ")
end

local at_load = names(_G)

check("the globals are exactly these", function()
  equal(at_load, "_G _VERSION args assert batch collectgarbage coroutine debug error getmetatable "
    .. "io ipairs json load math next os package pairs pcall print rawequal rawget rawlen rawset "
    .. "require select setmetatable string table tonumber tostring type utf8 warn xpcall")
end)

check("os is what is harmless", function()
  equal(names(os), "clock date difftime getenv time")
  equal(math.type(os.time()), "integer")
  equal(os.date("!%Y", 0), "1970")
  equal(type(os.clock()), "number")
  equal(os.difftime(3, 1), 2.0)
  equal(os.getenv("no such variable"), nil)
end)

check("debug is traceback only", function()
  equal(names(debug), "traceback")
  equal(type(debug.traceback()), "string")
end)

check("coroutine, table, math, utf8 and string are Lua's", function()
  equal(names(coroutine), "close create isyieldable resume running status wrap yield")
  equal(names(table), "concat insert move pack remove sort unpack")
  equal(names(utf8), "char charpattern codepoint codes len offset")
  equal(names(string), "byte char find format gmatch gsub len lower match pack packsize rep "
    .. "reverse sub unpack upper")
  assert(names(math):find("random randomseed", 1, true))
end)

check("files, programs, C modules and bytecode are out of reach", function()
  for _, name in ipairs { "dofile", "loadfile", "unpack" } do
    equal(rawget(_G, name), nil)
  end
  equal(string.dump, nil)
  equal(("").dump, nil)
end)

check("load takes text only", function()
  equal(load("return 1 + 1")(), 2)
  equal(load("return ...")(5), 5)
  local f, message = load("\27Lua")
  equal(f, nil)
  assert(message:find("binary", 1, true), message)
  equal(load("\27Lua", "x", "b"), nil)
  fails("bad argument #1 to 'load' (function expected, got nil)", load, nil)
  f, message = load("return +", "=name")
  equal(f, nil)
  assert(message:find("name:1:", 1, true), message)
end)

check("load with an environment", function()
  local env = { x = 5 }
  equal(load("return x", "c", "t", env)(), 5)
  load("y = 1", "c", "t", env)()
  equal(env.y, 1)
  equal(rawget(_G, "y"), nil)
  equal(load("return _G", "c", "t", env)(), nil)
end)

check("load is bounded in size", function()
  local f, message = load(("x=1 "):rep(5000000))
  equal(f, nil)
  assert(message:find("16 MiB", 1, true), message)
end)

check("metatables of host types are locked", function(rec, body)
  for _, value in ipairs { rec, body, body.messages, json.null, json.array(), json.object() } do
    equal(getmetatable(value), false)
  end
  equal(getmetatable(""), false)
  fails("JSON value takes no metatable", setmetatable, body, nil)
  fails("", setmetatable, rec, {})
  fails("protected metatable", setmetatable, json.array(), {})
  fails("", setmetatable, "", {})
end)

check("setmetatable refuses finalizers", function()
  fails("__gc", setmetatable, {}, { __gc = function() end })
  equal(getmetatable(setmetatable({}, { __index = { a = 1 } })).__index.a, 1)
end)

check("a finalizer that is added later never runs", function()
  local ran = false
  local mt = {}
  setmetatable({}, mt)
  mt.__gc = function() ran = true end
  collectgarbage()
  equal(ran, false)
  fails("__gc", setmetatable, {}, mt)
end)

check("closing values and weak tables work", function()
  local order = {}
  do
    local a <close> = setmetatable({}, { __close = function() order[1] = "closed" end })
    equal(#order, 0)
  end
  equal(order[1], "closed")
  local weak = setmetatable({}, { __mode = "k" })
  weak[{}] = 1
  collectgarbage()
  equal(next(weak), nil)
end)

check("collectgarbage is count, collect and step", function()
  equal(type(collectgarbage("count")), "number")
  equal(collectgarbage(), 0)
  equal(collectgarbage("collect"), 0)
  equal(type(collectgarbage("step")), "boolean")
  for _, option in ipairs { "stop", "restart", "incremental", "generational", "isrunning" } do
    fails("invalid option", collectgarbage, option)
  end
end)

check("pcall, xpcall, error and assert as in Lua", function()
  equal(select("#", pcall(function() return 1, nil, nil end)), 4)
  equal(select(2, pcall(error, "x", 0)), "x")
  equal(select(2, pcall(error, nil)), nil)
  local t = {}
  equal(select(2, pcall(error, t)), t)
  equal(select(2, xpcall(error, function(e) return e .. "!" end, "x", 0)), "x!")
  local ok, a, b = xpcall(function(...) return ... end, print, 1, 2)
  equal(ok, true)
  equal(a + b, 3)
  equal(select(2, pcall(assert, false)), "assertion failed!")
  equal(select(2, pcall(assert, nil, t)), t)
  equal(select("#", assert(1, 2, 3)), 3)
  fails("value expected", pcall)
end)

check("pcall and yields", function()
  local co = coroutine.wrap(function()
    local ok, v = pcall(function() return coroutine.yield(1) + 1 end)
    coroutine.yield(v)
    ok, v = pcall(function() coroutine.yield(2) error("x", 0) end)
    return ok, v
  end)
  equal(co(), 1)
  equal(co(5), 6)
  equal(co(), 2)
  local ok, v = co()
  equal(ok, false)
  equal(v, "x")
end)

check("coroutines", function()
  local co = coroutine.create(function(a) local b = coroutine.yield(a + 1) return b * 2 end)
  equal(select(2, coroutine.resume(co, 1)), 2)
  equal(coroutine.status(co), "suspended")
  equal(select(2, coroutine.resume(co, 5)), 10)
  equal(coroutine.status(co), "dead")
  equal(coroutine.resume(co), false)
  equal(coroutine.close(co), true)
  equal(select("#", coroutine.resume(coroutine.create(function() return 1, 2, 3 end))), 4)
  fails("cannot close a running coroutine", function() coroutine.close(coroutine.running()) end)
  local bad = coroutine.wrap(function() error({ 1 }) end)
  local ok, e = pcall(bad)
  equal(ok, false)
  equal(type(e), "table")
  fails("cannot resume", function()
    local f
    f = coroutine.wrap(function() f() end)
    f()
  end)
  fails("yield", coroutine.yield)
end)

check("coroutine.close runs what is to be closed and gives its error", function()
  local co = coroutine.create(function()
    local x <close> = setmetatable({}, { __close = function() error("closing", 0) end })
    coroutine.yield()
  end)
  coroutine.resume(co)
  local ok, message = coroutine.close(co)
  equal(ok, false)
  equal(message, "closing")
end)

check("records and values in coroutines", function(_, body)
  local co = coroutine.wrap(function()
    for _, m in ipairs(body.messages) do coroutine.yield(m) end
  end)
  co().content = "first"
  co().content = "second"
  equal(body.messages[1].content .. body.messages[2].content, "firstsecond")
  fails("attempt to yield across", function()
    coroutine.wrap(function() table.sort({ 2, 1 }, coroutine.yield) end)()
  end)
end)

check("the same seed gives the same random numbers", function()
  math.randomseed(7)
  local a, b = math.random(1 << 40), math.random()
  math.randomseed(7)
  equal(math.random(1 << 40), a)
  equal(math.random(), b)
end)

check("require finds modules beside the script, once", function()
  equal(require("testing"), testing)
  fails("not found", require, "no_such_module")
  fails("not found", require, "a.b")
  for _, name in ipairs { "", "..", "../testing", "/etc/passwd", "a/b", ".testing", "testing\0" } do
    fails("is not the name of a module", require, name)
  end
  fails("", require)
  fails("", require, {})
end)

check("args holds the definitions as strings", function()
  equal(args.name, "value")
  equal(args.empty, "")
  equal(args.other, nil)
end)

check("errors of host functions do not end the state", function(rec, body)
  for _ = 1, 2000 do
    pcall(function() return rec.nothing end)
    pcall(function() body.x = print end)
    pcall(json.decode, "{")
    pcall(error, {})
  end
  equal(body.model, "gpt-5")
end)

check("a method with a wrong self is refused", function(rec, body)
  for _, method in ipairs { rec.copy, rec.encode } do
    for _, self in ipairs { 1, "x", {}, print, true, body, json.null } do
      fails("with a colon", method, self)
    end
    fails("with a colon", method)
  end
end)

check("tostring of records and functions", function(rec)
  equal(tostring(rec):sub(1, 32), 'BatchRequestInput {"custom_id":"')
  assert(tostring(rec.copy):find("^function"))
end)

return testing.suite
