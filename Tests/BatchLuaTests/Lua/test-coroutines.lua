-- Coroutines and protected calls: yields across them, and values that are to be closed.
local testing = require("testing")
local check, equal, fails = testing.check, testing.equal, testing.fails

-- All results of a call as one text, with their number.
local function show(...)
  local texts = table.pack(...)
  for i = 1, texts.n do texts[i] = tostring(texts[i]) end
  return texts.n .. ": " .. table.concat(texts, " ")
end

-- Notes in `log` when it is closed, and with which error.
local function closing(log, name)
  return setmetatable({}, {
    __close = function(_, problem) log[#log + 1] = name .. ":" .. tostring(problem) end,
  })
end

local function handler(message) return "handled " .. tostring(message) end

check("a yield inside xpcall", function()
  local resume = coroutine.wrap(function(...)
    return xpcall(function(a, b)
      local c, d = coroutine.yield(a, b)
      return a, b, c, d
    end, handler, ...)
  end)
  equal(show(resume(1, 2)), "2: 1 2")
  equal(show(resume(3, 4)), "5: true 1 2 3 4")
end)

check("a yield inside xpcall without arguments or results", function()
  local resume = coroutine.wrap(function()
    return xpcall(function() coroutine.yield() end, handler)
  end)
  equal(show(resume()), "0: ")
  equal(show(resume()), "1: true")
end)

check("an error behind a yield inside xpcall goes to the handler", function()
  local resume = coroutine.wrap(function()
    return xpcall(function()
      coroutine.yield("first")
      error("late", 0)
    end, handler)
  end)
  equal(show(resume()), "1: first")
  equal(show(resume()), "2: false handled late")
end)

check("a yield inside pcall", function()
  local resume = coroutine.wrap(function(...)
    return pcall(function(a)
      local b = coroutine.yield(a)
      if b == "fail" then error("asked for", 0) end
      return a, b
    end, ...)
  end)
  equal(show(resume(1, "unused")), "1: 1")
  equal(show(resume(2)), "3: true 1 2")
  resume = coroutine.wrap(function() return pcall(function() error(coroutine.yield(), 0) end) end)
  resume()
  equal(show(resume("given")), "2: false given")
end)

check("yields in protected calls within each other", function()
  local resume = coroutine.wrap(function()
    return xpcall(pcall, handler, xpcall, function(...)
      return coroutine.yield(...)
    end, handler, "in")
  end)
  equal(show(resume()), "1: in")
  equal(show(resume("a", nil, "b")), "6: true true true a nil b")
end)

check("a yield inside a protected call, then a module that is not found", function()
  local resume = coroutine.wrap(function()
    local ok = xpcall(function()
      coroutine.yield()
      require("no_such_module")
    end, handler)
    return ok, require("testing") == testing
  end)
  resume()
  equal(show(resume()), "2: false true")
end)

check("an error in coroutine.wrap closes what is open", function()
  local log = {}
  local resume = coroutine.wrap(function()
    local outer <close> = closing(log, "outer")
    local inner <close> = closing(log, "inner")
    coroutine.yield()
    error("no", 0)
  end)
  resume()
  fails("no", resume)
  equal(table.concat(log, " "), "inner:no outer:no")
  fails("cannot resume dead coroutine", resume)
  equal(#log, 2)
end)

check("an error while closing takes the place of the first one", function()
  local log = {}
  local resume = coroutine.wrap(function()
    local outer <close> = closing(log, "outer")
    local bad <close> = setmetatable({}, { __close = function() error("closing", 0) end })
    error("first", 0)
  end)
  local ok, message = pcall(resume)
  equal(ok, false)
  assert(message:find("closing", 1, true) and not message:find("first", 1, true), message)
  equal(table.concat(log), "outer:closing")
end)

check("an error that is no string stays what it is", function()
  local log, problem = {}, { code = "mine" }
  local resume = coroutine.wrap(function()
    local outer <close> = closing(log, "outer")
    error(problem)
  end)
  local ok, found = pcall(resume)
  equal(ok, false)
  equal(found, problem)
  equal(log[1], "outer:" .. tostring(problem))
end)

check("coroutine.resume leaves open what coroutine.close closes", function()
  local log = {}
  local thread = coroutine.create(function()
    local outer <close> = closing(log, "outer")
    error("no", 0)
  end)
  equal(show(coroutine.resume(thread)), "2: false no")
  equal(#log, 0)
  equal(show(coroutine.close(thread)), "2: false no")
  equal(table.concat(log), "outer:no")
  equal(coroutine.status(thread), "dead")
end)

check("coroutine.close closes a suspended one", function()
  local log = {}
  local thread = coroutine.create(function()
    local outer <close> = closing(log, "outer")
    coroutine.yield()
    log[#log + 1] = "went on"
  end)
  coroutine.resume(thread)
  equal(show(coroutine.close(thread)), "1: true")
  equal(table.concat(log), "outer:nil")
  equal(show(coroutine.resume(thread)), "2: false cannot resume dead coroutine")
end)

check("a yield while closing", function()
  local log = {}
  local resume = coroutine.wrap(function()
    do
      local value <close> = setmetatable({}, {
        __close = function() log[#log + 1] = coroutine.yield("closing") end,
      })
    end
    return "end"
  end)
  equal(resume(), "closing")
  equal(resume("resumed"), "end")
  equal(table.concat(log), "resumed")
end)

check("a loop that is left closes its value, also by an error and by a yield that never ends",
  function()
    local log = {}
    local function walk(name, body)
      for key in next, { 1 }, nil, closing(log, name) do body(key) end
    end
    pcall(walk, "error", function() error("no", 0) end)
    local thread = coroutine.create(walk)
    coroutine.resume(thread, "yield", coroutine.yield)
    coroutine.close(thread)
    equal(table.concat(log, " "), "error:no yield:nil")
  end)

return testing.suite
