-- The texts of values that have none of their own: numbers in place of addresses.
local testing = require("testing")
local check, equal, fails = testing.check, testing.equal, testing.fails

check("each value has its own text, always the same", function()
  local values, seen = { {}, {}, print, function() end, coroutine.create(print) }, {}
  for _, value in ipairs(values) do
    local text = tostring(value)
    assert(text:find("^" .. type(value) .. ": 0x%x%x%x%x%x%x%x%x$"), text)
    equal(seen[text], nil)
    seen[text] = true
    equal(tostring(value), text)
    equal(("%s"):format(value), text)
    equal(type(value) .. ": " .. ("%p"):format(value), text)
  end
end)

local kept = {}
local text = tostring(kept)
check("it stays", function() equal(tostring(kept), text) end)
check("for later records too", function()
  collectgarbage()
  equal(tostring(kept), text)
end)

check("metatables", function()
  equal(tostring(setmetatable({}, { __tostring = function() return "mine" end })), "mine")
  fails("'__tostring' must return a string", tostring, setmetatable({}, {
    __tostring = function() return {} end,
  }))
  assert(tostring(setmetatable({}, { __name = "Mine" })):find("^Mine: 0x"))
  assert(tostring(setmetatable({}, { __name = {} })):find("^table: 0x"))
end)

check("string.format is else as ever", function()
  equal(("%5s|%-5s|%.1s|%%|%d|%q"):format("a", "b", "cd", 7, "p"), "    a|b    |c|%|7|\"p\"")
  equal(("%p %p %p"):format(1, nil, "text"), "(null) (null) (null)")
  equal(#("%-30p|"):format({}), 31)
  fails("number expected, got table", string.format, "%d", {})
  fails("no value", string.format, "%p %p", {})
  fails("no value", string.format, "%s %p")
  fails("invalid conversion", string.format, "%y", {})
  equal(("%s%%%s"):format(1, json.null), "1%json.null")
  local long = ("x"):rep(1000)
  equal(("%s %s"):format(long, tostring(kept)), long .. " " .. text)
  equal(string.format(5, {}), "5")
end)

check("values of the host", function(rec, body)
  equal(tostring(json.null), "json.null")
  assert(tostring(body.list):find("^%[1,2.50"))
  equal(("%s"):format(body.metadata), '{"b":"2","a":"1"}')
end)

return testing.suite
