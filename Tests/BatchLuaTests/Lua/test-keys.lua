-- Keys without a value of their own: they come in the order in which they were made.
local testing = require("testing")
local check, equal = testing.check, testing.equal

-- Walks of all kinds over a table with the keys of `list`, put in from the last to the first, give
-- them in this order.
local function in_order(list)
  local t = {}
  for i = #list, 1, -1 do t[list[i]] = i end
  local at = 0
  for key, value in pairs(t) do
    at = at + 1
    assert(rawequal(key, list[at]), "pairs gives " .. value .. " as number " .. at)
  end
  equal(at, #list)
  for key in next, t do
    assert(rawequal(key, list[at - #list + 1]))
    at = at + 1
  end
  equal(at, 2 * #list)
  local key = next(t)
  for i = 1, #list do
    assert(rawequal(key, list[i]), "next does not give number " .. i)
    key = next(t, key)
  end
  equal(key, nil)
end

-- `count` of what `make` makes, among garbage of the same sizes, whose places are then taken.
local function made(count, make)
  local list, garbage = {}, {}
  for i = 1, count do
    for j = 1, 20 do garbage[j % 7 * i % 50] = make(j) end
    if i % 5 == 0 then
      garbage = {}
      collectgarbage()
    end
    list[i] = make(i)
  end
  return list
end

local makers = {
  function() return {} end,
  function(i) return { i, i } end,
  function(i) return function() return i end end,
  function(i) return coroutine.create(function() return i end) end,
  function(i) return coroutine.wrap(function() return i end) end,
}

for number, make in ipairs(makers) do
  check("few of kind " .. number, function() in_order(made(9, make)) end)
  check("many of kind " .. number, function() in_order(made(300, make)) end)
end

check("one type after another", function()
  local function mixed()
    local tables, functions, threads = {}, {}, {}
    for i = 1, 40 do
      threads[i] = coroutine.create(print)
      tables[i] = {}
      functions[i] = function() return i end
    end
    local list = { "text", false, true, json.null }
    for _, part in ipairs { tables, functions, threads } do table.move(part, 1, 40, #list + 1, list) end
    return list
  end
  in_order(mixed())
end)

check("functions of libraries stand before those of scripts", function()
  local names = {}
  local t = { [function() end] = "last" }
  for _, library in ipairs { string, table, math, utf8, coroutine } do
    for name, value in pairs(library) do
      if type(value) == "function" then t[value] = name end
    end
  end
  for _, name in pairs(t) do names[#names + 1] = name end
  equal(names[#names], "last")
  assert(#names > 60)
end)

check("places of a record, in their order, whenever they were read", function(_, body)
  local list = body.list
  _ = list[7], list[6], body.metadata
  local places = { body, body.messages, body.messages[1], body.messages[2], body.metadata, list,
    list[6], list[7] }
  in_order(places)
end)

local first

check("records before what is made of them", function(rec, body)
  first = { rec, body, body.metadata }
end)

check("and in their order, though they were dropped meanwhile", function(rec, body)
  local copy = json.copy(rec.json)
  local decoded = json.decode('{"a":{"b":[]}}')
  local inner = decoded.a.b
  local later = json.decode("[[]]")
  for _ = 1, 5 do
    _ = body.metadata, body.messages
    collectgarbage()
  end
  in_order { copy, first[1], first[2], first[3], rec, body, body.messages, body.metadata,
    decoded, decoded.a, inner, later, later[1] }
end)

return testing.suite
