-- table.sort, which keeps equal elements in their order.
local testing = require("testing")
local check, equal, fails = testing.check, testing.equal, testing.fails

local function sorted(list, before)
  table.sort(list, before)
  return table.concat(list, " ")
end

check("any length", function()
  for count = 0, 70 do
    local list, expected = {}, {}
    for i = 1, count do
      list[i] = (i * 37 + 11) % 71
      expected[list[i]] = true
    end
    local before = -1
    table.sort(list)
    equal(#list, count)
    for _, value in ipairs(list) do
      assert(value > before and expected[value])
      before = value
    end
  end
end)

check("numbers and strings", function()
  equal(sorted { 3, -1, 2.5, 1e300, -1 / 0, 0 }, "-inf -1 0 2.5 3 1e+300")
  equal(sorted { "b", "a", "", "B", "é", "ab" }, " B a ab b é")
  equal(sorted({ 1, 3, 2 }, function(a, b) return a > b end), "3 2 1")
  equal(sorted({ 1, 3, 2 }, nil), "1 2 3")
end)

check("equal elements stay in their order", function()
  local keys = {
    function(i, n) return i < n // 2 and i or n - i end, function(i) return i % 7 end,
    function() return 0 end, function(i) return -(i // 9) end,
  }
  for _, key in ipairs(keys) do
    for _, count in ipairs { 2, 10, 500, 5000 } do
      local list = {}
      for i = 1, count do list[i] = { key = key(i, count), at = i } end
      table.sort(list, function(a, b) return a.key < b.key end)
      for i = 2, count do
        local a, b = list[i - 1], list[i]
        assert(a.key < b.key or a.key == b.key and a.at < b.at)
      end
    end
  end
end)

check("elements with __lt, lists with metamethods", function()
  local meta = { __lt = function(a, b) return a.n < b.n end }
  local list = {}
  for i = 1, 9 do list[i] = setmetatable({ n = -i }, meta) end
  table.sort(list)
  equal(list[1].n, -9)
  equal(list[9].n, -1)
  local store = { 3, 1, 2, "beyond" }
  table.sort(setmetatable({}, {
    __len = function() return 3 end,
    __index = function(_, key) return store[key] end,
    __newindex = function(_, key, value) store[key] = value end,
  }))
  equal(table.concat(store, " "), "1 2 3 beyond")
end)

check("errors leave the list as it was", function()
  local list = { 3, 1, "x", 2 }
  fails("attempt to compare", table.sort, list)
  fails("no", table.sort, list, function() error("no") end)
  equal(table.concat(list, " "), "3 1 x 2")
  fails("attempt to compare", table.sort, setmetatable({}, { __len = function() return 3 end }))
  fails("function expected, got number", table.sort, { 1, 2 }, 5)
  fails("table expected, got no value", table.sort)
  fails("table expected, got string", table.sort, "text")
end)

check("orders that are none end too", function()
  local list = {}
  for i = 1, 300 do list[i] = i end
  table.sort(list, function() return true end)
  table.sort(list, function() return math.random(2) == 1 end)
  table.sort(list)
  for i = 1, 300 do equal(list[i], i) end
end)

check("arrays of JSON", function(_, body)
  body.list = json.decode('[{"k":2,"v":1},{"k":1,"v":2},{"k":2,"v":3},{"k":1.0,"v":4}]')
  table.sort(body.list, function(a, b) return a.k < b.k end)
  equal(json.encode(body.list), '[{"k":1,"v":2},{"k":1.0,"v":4},{"k":2,"v":1},{"k":2,"v":3}]')
end)

return testing.suite
