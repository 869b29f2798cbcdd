-- Leaving a generic `for` closes its closing value once, however it is left.
local testing = require("testing")
local check, equal, fails = testing.check, testing.equal, testing.fails

local closed

local function step(last, at)
  if at < last then return at + 1 end
end

-- From 1 to `last`; its end is counted.
local function upto(last)
  return step, last, 0, setmetatable({}, { __close = function() closed = closed + 1 end })
end

-- `run` gives a result, and after it this many values are closed.
local function closes(count, expected, run)
  closed = 0
  equal(run(), expected)
  equal(closed, count)
end

check("a captured variable", function()
  closes(1, 1, function()
    local show
    for i in upto(3) do
      show = function() return i end
      break
    end
    equal(closed, 1)
    return show()
  end)
end)

check("a captured variable of the body, a break in an if", function()
  closes(1, 4, function()
    local show
    for i in upto(3) do
      local double = 2 * i
      show = function() return double end
      if i == 2 then break end
    end
    equal(closed, 1)
    return show()
  end)
end)

check("nothing captured", function()
  closes(1, nil, function()
    for i in upto(3) do if i == 2 then break end end
    equal(closed, 1)
  end)
end)

check("to the end, where a break is not reached", function()
  closes(1, 3, function()
    local show
    for i in upto(3) do
      show = function() return i end
      if i > 3 then break end
    end
    equal(closed, 1)
    return show()
  end)
end)

check("nested loops", function()
  closes(4, 32, function()
    local shows = {}
    for i in upto(3) do
      for j in upto(3) do
        shows[#shows + 1] = function() return 10 * i + j end
        if j == 2 then break end
      end
      equal(closed, i)
      if i == 3 then break end
    end
    equal(closed, 4)
    for at, expected in ipairs { 11, 12, 21, 22, 31, 32 } do equal(shows[at](), expected) end
    return shows[#shows]()
  end)
end)

check("variables outside of the loop stay open", function()
  closes(2, 7, function()
    local outer <close> = setmetatable({}, { __close = function() closed = closed + 1 end })
    local count = 5
    local function add() count = count + 1 end
    for i in upto(3) do
      local function both() return i, add() end
      both()
      if i == 2 then break end
    end
    equal(closed, 1)
    equal(count, 7)
    return count
  end)
end)

check("goto", function()
  closes(3, nil, function()
    for i in upto(3) do
      local function show() return i end
      if show() == 2 then goto out end
    end
    ::out::
    equal(closed, 1)
    for i in upto(3) do
      for j in upto(3) do
        local function show() return i + j end
        if show() == 3 then goto all end
        if show() == 9 then break end
      end
    end
    ::all::
    equal(closed, 3)
  end)
end)

check("loops that have no closing value", function()
  local shows = {}
  for key in pairs { a = 1, b = 2 } do
    shows[#shows + 1] = function() return key end
    if key == "b" then break end
  end
  for i = 1, 9 do
    shows[#shows + 1] = function() return i end
    if i == 2 then break end
  end
  while true do
    local n = #shows
    shows[n + 1] = function() return n end
    break
  end
  local seen = ""
  for _, show in ipairs(shows) do seen = seen .. show() .. " " end
  equal(seen, "a b 1 2 4 ")
end)

check("a coroutine", function()
  closes(1, "1 2 done", function()
    local turn = coroutine.wrap(function()
      for i in upto(3) do
        local function show() return i end
        coroutine.yield(show())
        if i == 2 then break end
      end
      equal(closed, 1)
      return "done"
    end)
    return turn() .. " " .. turn() .. " " .. turn()
  end)
end)

check("an error while it is closed comes from there", function()
  local failing = setmetatable({}, { __close = function() error("from the end") end })
  fails("from the end", function()
    for i in step, 3, 0, failing do
      local function show() return i end
      if show() == 1 then break end
    end
    error("it goes on")
  end)
end)

local loop = [[
for i in upto(3) do
  local function show() return i end
  if show() == 2 then break end
end
return closed
]]

check("load", function()
  closed = 0
  local environment = setmetatable({ upto = upto }, { __index = function() return closed end })
  equal(load(loop, "=text", "t", environment)(), 1)
  equal(load("local upto, closed = ... " .. loop)(upto, 5), 5)
  equal(closed, 2)
end)

-- The text as it is, and with a loop that does not run but is mended.
local function both(text, run)
  run(assert(load(text, "=text")))
  local mended = "if false then for i in x do local function f() return i end break end end "
  run(assert(load(mended .. text, "=text")))
end

check("lines and names in messages", function()
  both("local a = {}\n\nlocal function b()\n  return a.b.c\nend\nreturn b()", function(run)
    fails("text:4: attempt to index a nil value (field 'b')", run)
  end)
  both("local a\nreturn function()\n  return a.b\nend", function(run)
    fails("text:3: attempt to index a nil value (upvalue 'a')", run())
  end)
  both("local a = ...\n\n\nreturn missing.b", function(run)
    fails("text:4: attempt to index a nil value (global 'missing')", run)
  end)
  both("error('here')", function(run) fails("text:1: here", run) end)
  both("\nlocal function named() return (debug.traceback('')) end\nreturn (named())", function(run)
    assert(run():find("text:2: in upvalue 'named'", 1, true)
      or run():find("text:2: in local 'named'", 1, true), run())
  end)
end)

check("syntax errors", function()
  local _, message = load("for i in x do break end\nlocal = 1", "=text")
  assert(message:find("text:2: <name> expected near '='", 1, true), message)
end)

check("globals are the script's own", function()
  both("assigned = (assigned or 0) + 1", function(run) run() end)
  equal(assigned, 2)
  assigned = nil
end)

check("many constants, numbers of all kinds, long functions, deep nesting", function()
  local parts = { "local upto, sum = ..., 0" }
  for i = 1, 700 do
    parts[#parts + 1] = ("sum = sum + #'constant %d' + %d + %d.25 + 0x1p%d"):format(i, i, i, -i % 40)
  end
  parts[#parts + 1] = "local long = '" .. ("x"):rep(5000) .. "'"
  parts[#parts + 1] = "local no, yes, none = {false}, {true}, {nil}"
  parts[#parts + 1] = ("local function deep() "):rep(90) .. ("end "):rep(90)
  local before = table.concat(parts, "\n")
  local plain = load(before .. "\nreturn sum + #long")(upto)
  closed = 0
  local run = load(before .. [[

    for i in upto(3) do
      local function show() return i end
      if show() == 2 then break end
    end
    return sum + #long, function(t) return t.x.y end]])
  local sum, access = run(upto)
  equal(closed, 1)
  equal(sum, plain)
  fails(":" .. 709 .. ": attempt to index a nil value (field 'x')", access, {})
end)

return testing.suite
