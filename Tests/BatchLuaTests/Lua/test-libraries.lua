-- require, package, load and io as pure Lua modules expect them.
local testing = require("testing")
local check, equal, fails = testing.check, testing.equal, testing.fails

check("require gives the libraries", function()
  for _, name in ipairs {
    "string", "table", "math", "utf8", "coroutine", "os", "io", "debug", "package", "json", "batch",
  } do
    equal(require(name), _G[name])
    equal(package.loaded[name], _G[name])
  end
  equal(require("_G"), _G)
  equal(batch.type(require("batch").BatchError { code = "a", message = "b" }), "BatchError")
end)

check("package.loaded and package.preload count", function()
  package.preload["made.up"] = function(...) return { ... } end
  local module, place = require("made.up")
  equal(module[1], "made.up")
  equal(module[2], ":preload:")
  equal(place, ":preload:")
  equal(require("made.up"), module)
  package.loaded["made.up"] = nil
  assert(require("made.up") ~= module)
  package.loaded.given = 7
  equal(require("given"), 7)
  package.preload.silent = function() end
  equal(require("silent"), true)
  package.preload.other = function(name) package.loaded[name] = "set" end
  equal(require("other"), "set")
end)

check("package is read", function()
  equal(package.config, "/\n;\n?\n!\n-\n")
  assert(package.path:find("/Lua/?.lua;", 1, true), package.path)
  equal(package.cpath, nil)
  equal(package.loadlib, nil)
end)

check("modules that fail may be asked for again and again", function()
  package.preload.failing = function() error("not today", 0) end
  for _ = 1, 200 do fails("not today", require, "failing") end
  for _ = 1, 200 do
    equal(coroutine.resume(coroutine.create(require), "failing"), false)
  end
  package.preload.ring = function() return require("ring") end
  fails("requires itself", require, "ring")
end)

local function pieces(list)
  local at = 0
  return function()
    at = at + 1
    return list[at]
  end
end

check("load takes pieces", function()
  equal(load(pieces { "return ", "1", "", "+ x" })(), 1)
  equal(load(pieces { "ret", "urn ", 1, 2 })(), 12)
  equal(load(pieces {})(), nil)
  equal(load(pieces { "return y" }, "c", "t", { y = 5 })(), 5)
  local text, at = "local t = 0 for i = 1, 9 do t = t + i if i == 3 then break end end return t", 0
  equal(load(function() at = at + 1 return text:sub(at, at) end)(), 6)
end)

check("load gives what is wrong with pieces", function()
  local function wrong(part, ...)
    local f, message = load(...)
    equal(f, nil)
    assert(tostring(message):find(part, 1, true), message)
  end
  wrong("must return a string", function() return {} end)
  wrong("own error", function() error("own error") end)
  wrong("attempt to yield", coroutine.yield)
  wrong("[string \"name\"]:1:", pieces { "x =" }, "name")
  wrong("binary", pieces { "\27", "Lua" })
  wrong("(mode is 'b')", "return 1", "n", "b")
  wrong("16 MiB", function() return (" "):rep(1 << 20) end)
end)

check("what comes in pieces closes its loops", function()
  local closed
  local code = "local value, f = ... for i in next, {1}, nil, value do "
    .. "f = function() return i end break end"
  load(code:gmatch("."))(setmetatable({}, { __close = function() closed = true end }))
  equal(closed, true)
end)

check("functions have their names", function()
  fails("bad argument #1 to 'string.rep' (string expected, got no value)", string.rep)
  fails("bad argument #2 to 'tonumber' (base out of range)", tonumber, "1", 99)
  fails("bad argument #1 to 'math.randomseed'", math.randomseed, {})
  fails("bad argument #1 to 'json.array'", json.array, 5)
  fails("bad argument #1 to 'floor'", function() math.floor({}) end)
  local again = string.rep
  fails("'string.rep'", again)
end)

check("io writes for people", function()
  equal(io.type(io.stdout), "file")
  equal(io.type(io.stderr), "file")
  equal(io.type({}), nil)
  equal(io.stdout:flush(), io.stdout)
  equal(io.stdout:setvbuf("no"), true)
  equal(io.stderr:close(), nil)
  equal(io.stderr:write(), io.stderr)
  equal(io.write(), io.stdout)
  equal(io.output(), io.stdout)
  equal(tostring(io.stderr), "file (stderr)")
  fails("string expected, got table", io.write, {})
  fails("FILE* expected", io.stdout.write, {})
  equal(getmetatable(io.stdout), "FILE*")
  fails("table expected, got FILE*", setmetatable, io.stdout, {})
end)

check("streams are keys", function()
  local keys = {}
  for key in pairs { [io.stderr] = 1, [io.stdin] = 2, [io.stdout] = 3 } do
    keys[#keys + 1] = tostring(key)
  end
  equal(table.concat(keys, " "), "file (stdin) file (stdout) file (stderr)")
end)

check("io says what to take instead", function()
  fails("batch.readfile(path)", io.open, "x")
  fails("batch.lines(path)", io.lines, "x")
  fails("scripts start no programs", io.popen, "ls")
  fails("batch.writer(path)", io.tmpfile)
  fails("batch.writer(path)", io.output, "x")
  for _, f in ipairs { io.read, io.input } do fails("inputs of the run", f) end
  fails("inputs of the run", function() io.stdin:read() end)
  fails("inputs of the run", function() for _ in io.stdin:lines() do end end)
end)

check("debug has traceback alone", function()
  equal(debug.getinfo, nil)
  equal(debug.setmetatable, nil)
  equal(debug.sethook, nil)
  equal(getmetatable(debug), false)
end)

check("coroutine.close names the state", function()
  local outer
  outer = coroutine.create(function()
    local inner = coroutine.create(function()
      fails("cannot close a normal coroutine", coroutine.close, outer)
      return true
    end)
    return coroutine.resume(inner)
  end)
  equal(select(3, coroutine.resume(outer)), true)
end)

return testing.suite
