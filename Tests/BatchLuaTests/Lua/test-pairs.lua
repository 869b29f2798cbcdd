-- The order of pairs and next over Lua tables, and what may happen during a walk.
local testing = require("testing")
local check, equal, fails = testing.check, testing.equal, testing.fails

local function show(key)
  return type(key) == "string" and key or "[" .. tostring(key) .. "]"
end

local function by_pairs(t)
  local keys = {}
  for key, value in pairs(t) do
    equal(value, t[key])
    keys[#keys + 1] = show(key)
  end
  return table.concat(keys, " ")
end

local function by_next(t)
  local keys = {}
  for key, value in next, t do
    equal(value, t[key])
    keys[#keys + 1] = show(key)
  end
  return table.concat(keys, " ")
end

local function by_hand(t)
  local keys = {}
  local key, value = next(t)
  while key ~= nil do
    equal(value, t[key])
    keys[#keys + 1] = show(key)
    key, value = next(t, key)
  end
  return table.concat(keys, " ")
end

-- A walk of any kind gives this.
local function gives(expected, t)
  equal(by_pairs(t), expected)
  equal(by_next(t), expected)
  equal(by_hand(t), expected)
end

-- A table of `count` keys k00001, k00002, …, which were put in from the last to the first.
local function many(count)
  local t = {}
  for i = count, 1, -1 do t[("k%05d"):format(i)] = i end
  return t
end

local function listed(count)
  local keys = {}
  for i = 1, count do keys[i] = ("k%05d"):format(i) end
  return table.concat(keys, " ")
end

check("nothing", function() gives("", {}) end)

check("a sequence", function() gives("[1] [2] [3]", { "a", "b", "c" }) end)

check("a sequence in the hash part", function()
  local t = {}
  for i = 9, 1, -1 do t[i] = i end
  gives("[1] [2] [3] [4] [5] [6] [7] [8] [9]", t)
end)

check("strings by their bytes", function()
  gives("A Z a a\0 a\0b aa b z é", {
    z = 1, a = 1, ["a\0b"] = 1, ["a\0"] = 1, aa = 1, Z = 1, A = 1, b = 1, ["é"] = 1,
  })
end)

check("strings of more than 40 bytes", function()
  local long = ("x"):rep(100)
  local t = { [long .. "2"] = 1, [long .. "1"] = 1, [long] = 1 }
  gives(long .. " " .. long .. "1 " .. long .. "2", t)
  equal(next(t, ("x"):rep(100)), long .. "1")
end)

check("each kind of key", function()
  gives(
    "[1] [2] [7] [9007199254740993] [-1e+300] [-9223372036854775807] [-1.5] [-1] [0] [0.5] [2.5] "
      .. "[9.3e+18] [1e+300] a b [false] [true] [json.null]", {
      "one", "two", [7] = 1, [(1 << 53) + 1] = 1, [-1e300] = 1, [1e300] = 1, [9.3e18] = 1,
      [-math.maxinteger] = 1, [-1.5] = 1, [-1] = 1, [0] = 1, [0.5] = 1, [2.5] = 1, b = 1, a = 1,
      [true] = 1, [false] = 1, [json.null] = 1,
    })
end)

check("the ends of the integers", function()
  local most, least = math.maxinteger, math.mininteger
  gives(("[%d] [%d] x"):format(most, least), { [most] = 1, [least] = 1, x = 1 })
  -- What is less than all integers comes between the two, and is not lost.
  gives(("[%d] [-1e+300] [%d]"):format(most, least), { [most] = 1, [-1e300] = 1, [least] = 1 })
  gives(("[1] [%d] [%d] [-1e+300] [%d] [0] [1e+300]"):format(most - 1, most, least), {
    "one", [most - 1] = 1, [most] = 1, [-1e300] = 1, [1e300] = 1, [least] = 1, [0] = 1,
  })
  equal(next({ [most] = 1, [-1e300] = 1, [least] = 1 }, most), -1e300)
  equal(next({ [most] = 1, [least] = 1 }, most), least)
  equal(next({ [most] = 1, [1] = 1 }, most), nil)
end)

check("ipairs and the functions of table at the ends of the integers", function()
  local most, least = math.maxinteger, math.mininteger
  local t = { [most - 1] = "a", [most] = "b", [least] = "c" }
  equal(select("#", table.unpack(t, most, most)), 1)
  equal(table.unpack(t, most, most), "b")
  equal(table.concat({ table.unpack(t, most - 1, most) }), "ab")
  equal(table.concat(t, "", most - 1, most), "ab")
  equal(table.concat(t, "", least, least), "c")
  equal(table.unpack(t, least, least), "c")
  equal(select("#", table.unpack(t, most, least)), 0)
  fails("too many results", table.unpack, t, least, most)
  fails("too many results", table.unpack, t, 1, most)
  local moved = table.move(t, most - 1, most, 1, {})
  equal(table.concat(moved), "ab")
  equal(table.move({ "x", "y" }, 1, 2, most - 1, {})[most], "y")
  fails("wrap around", table.move, { "x", "y" }, 1, 2, most)
  fails("a range of more than 50000000 elements", table.move, t, least, most, 1)
  local seen = {}
  for i, value in ipairs(setmetatable({}, { __index = function(_, i)
    if i < 4 then return i end
  end })) do seen[#seen + 1] = i + value end
  equal(table.concat(seen, " "), "2 4 6")
  local index, value = ipairs({})({ [most] = "b" }, most - 1)
  equal(index, most)
  equal(value, "b")
  -- Behind the last integer comes the first one.
  index, value = ipairs({})({ [least] = "c" }, most)
  equal(index, least)
  equal(value, "c")
  local count = 0
  for _ = most - 2, most do count = count + 1 end
  for _ = least + 2, least, -1 do count = count + 1 end
  equal(count, 6)
end)

check("keys without an order of their own come last, each once", function()
  local t = { x = 1 }
  for _ = 1, 40 do t[{}], t[function() end], t[coroutine.create(print)] = 1, 1, 1 end
  local count = 0
  for key in pairs(t) do
    count = count + 1
    if count == 1 then equal(key, "x") else assert(type(key) ~= "string") end
  end
  equal(count, 121)
  for _ in next, t do count = count - 1 end
  equal(count, 0)
end)

check("many keys", function()
  gives(listed(31), many(31))
  gives(listed(32), many(32))
  gives(listed(33), many(33))
  gives(listed(1000), many(1000))
end)

check("holes", function()
  gives("[1] [2] [4] [100]", { 1, 2, nil, 4, [100] = 5 })
  local t = {}
  for i = 1, 200 do t[i] = i end
  for i = 1, 200 do if i % 2 == 1 then t[i] = nil end end
  local sum = 0
  for key in pairs(t) do
    equal(key, sum + 2)
    sum = key
  end
  equal(sum, 200)
end)

check("the order does not follow from that of insertion", function()
  for _ = 1, 20 do
    local names, t = {}, {}
    for i = 1, 50 do names[i] = "n" .. math.random(1 << 40) end
    for _, name in ipairs(names) do t[name] = 1 end
    table.sort(names)
    gives(table.concat(names, " "), t)
  end
end)

check("deleting while walking", function()
  for _, count in ipairs { 3, 40, 500 } do
    local t, seen = many(count), 0
    for key in pairs(t) do
      t[key] = nil
      seen = seen + 1
      if seen % 100 == 0 then collectgarbage() end
    end
    equal(seen, count)
    equal(next(t), nil)
    t, seen = many(count), 0
    for key in next, t do
      t[key] = nil
      seen = seen + 1
    end
    equal(seen, count)
  end
end)

check("deleting what is still to come", function()
  for _, count in ipairs { 4, 40, 500 } do
    local t, seen = many(count), 0
    for _, value in pairs(t) do
      t[("k%05d"):format(value + 1)] = nil
      seen = seen + 1
    end
    equal(seen, count // 2)
  end
  local list, seen = { 1, 2, 3, 4, 5, 6 }, {}
  for key in pairs(list) do
    list[key + 1] = nil
    seen[#seen + 1] = key
  end
  equal(table.concat(seen, " "), "1 3 5")
end)

check("deleting all", function()
  local t = many(50)
  for key in pairs(t) do
    equal(key, "k00001")
    for other in pairs(t) do t[other] = nil end
  end
end)

check("assigning to fields while walking", function()
  local t = many(100)
  for key, value in pairs(t) do
    t[key] = -value
    if key ~= "k00100" then t.k00100 = 7 end
  end
  equal(t.k00050, -50)
  equal(t.k00100, -7)
end)

check("a walk sees what was added before it, also where another one was left", function()
  for _, count in ipairs { 3, 40 } do
    for _, walk in ipairs { by_pairs, by_next, by_hand } do
      for left = 1, 3 do
        local t = many(count)
        local steps = 0
        for _ in pairs(t) do
          steps = steps + 1
          if steps == left then break end
        end
        local key
        for _ = 1, left do key = next(t, key) end
        t["k00000"], t["k00001x"], t["k00002x"], t["k00003x"], t["k1"] = 1, 1, 1, 1, 1
        local _, spaces = walk(t):gsub(" ", "")
        equal(spaces + 1, count + 5)
      end
    end
  end
end)

check("walks of one table within each other", function()
  for _, count in ipairs { 5, 40 } do
    for _, outer in ipairs { pairs, function(t) return next, t end } do
      for _, inner in ipairs { pairs, function(t) return next, t end } do
        local t, seen, all = many(count), {}, 0
        for key in outer(t) do
          seen[#seen + 1] = key
          for _ in inner(t) do all = all + 1 end
          equal(next(t), "k00001")
        end
        equal(table.concat(seen, " "), listed(count))
        equal(all, count * count)
      end
    end
  end
end)

check("more walks within each other than are remembered", function()
  local function tree(depth)
    local t = { leaf = depth }
    for i = 1, depth > 0 and 2 or 0 do t["b" .. i] = tree(depth - 1) end
    return t
  end
  local function walk(t, found)
    for key, value in pairs(t) do
      found[#found + 1] = key
      if type(value) == "table" then walk(value, found) end
    end
    return found
  end
  local first = table.concat(walk(tree(12), {}), " ")
  equal(#first, 8191 * 5 + 8190 * 3 - 1)
  equal(table.concat(walk(tree(12), {}), " "), first)
  local deep = {}
  local t = deep
  for _ = 1, 300 do
    t.a, t.b, t.c = 1, {}, 3
    t = t.b
  end
  equal(#walk(deep, {}), 900)
end)

check("walks taking turns", function()
  local tables, keys = {}, {}
  for i = 1, 20 do tables[i], keys[i] = many(50), {} end
  local walks = {}
  for i = 1, 20 do
    walks[i] = coroutine.wrap(function()
      for key in pairs(tables[i]) do
        coroutine.yield(key)
      end
    end)
  end
  for _ = 1, 50 do
    for i = 1, 20 do keys[i][#keys[i] + 1] = walks[i]() end
  end
  for i = 1, 20 do equal(table.concat(keys[i], " "), listed(50)) end
end)

local resumed
check("a walk begun for one record", function()
  local t = many(40)
  resumed = coroutine.wrap(function()
    for key in pairs(t) do coroutine.yield(key) end
  end)
  equal(resumed(), "k00001")
  equal(resumed(), "k00002")
end)

check("goes on for the next one", function()
  for i = 3, 40 do equal(resumed(), ("k%05d"):format(i)) end
  equal(resumed(), nil)
end)

check("next takes any key that is there", function()
  local t = many(100)
  equal(next(t, "k00041"), "k00042")
  equal(next(t, "k00007"), "k00008")
  equal(next(t, "k00100"), nil)
  t.k00008 = nil
  equal(next(t, "k00007"), "k00009")
end)

check("next refuses keys that are not there", function()
  fails("invalid key to 'next'", next, {}, "x")
  fails("invalid key to 'next'", next, { a = 1, y = 2 }, "x")
  fails("invalid key to 'next'", next, many(100), "x")
  fails("invalid key to 'next'", next, { 1, 2, 3 }, 9)
  fails("invalid key to 'next'", next, { 1, 2, x = 3 }, 1.0)
  fails("invalid key to 'next'", next, { a = 1 }, 0 / 0)
  fails("invalid key to 'next'", next, { a = 1 }, {})
end)

check("messages are Lua's own", function()
  fails("bad argument #1 to 'for iterator' (table expected, got nil)", function()
    for _ in pairs(nil) do end
  end)
  fails("bad argument #1 to 'for iterator' (table expected, got number)", function()
    for _ in pairs(5) do end
  end)
  fails("bad argument #1 to 'pairs' (value expected)", function() pairs() end)
  fails("bad argument #1 to 'next' (table expected, got nil)", function() next(nil) end)
end)

check("__pairs", function()
  local t = setmetatable({ a = 1 }, {
    __pairs = function(self) return function(_, key) return not key and "made" or nil end, self end,
  })
  equal(by_pairs(setmetatable({ b = 1, a = 1 }, { __index = { c = 1 } })), "a b")
  local keys = {}
  for key in pairs(t) do keys[#keys + 1] = key end
  equal(table.concat(keys), "made")
  local a, b, c, d = pairs(setmetatable({}, { __pairs = function() return 1, 2, 3, 4 end }))
  assert(a == 1 and b == 2 and c == 3 and d == nil)
  local yields = coroutine.wrap(function()
    for key in pairs(setmetatable({}, { __pairs = function(self)
      coroutine.yield("in")
      return next, { x = 1 }
    end })) do coroutine.yield(key) end
  end)
  equal(yields(), "in")
  equal(yields(), "x")
end)

check("values of JSON keep their order", function(_, body)
  equal(by_pairs(body.metadata), "b a")
  local iterator = pairs({})
  equal(iterator(body.metadata), "b")
  equal(json.encode(json.copy(body.metadata)), '{"a":"1","b":"2"}')
end)

check("an error within a walk ends it", function()
  local t = many(40)
  for _ = 1, 100 do
    pcall(function()
      for key in pairs(t) do if key == "k00020" then error("x") end end
    end)
  end
  gives(listed(40), t)
end)

check("a walk keeps no table alive", function()
  local weak = setmetatable({}, { __mode = "k" })
  for _ in pairs(many(10)) do end
  local t = many(40)
  weak[t] = true
  for _ in pairs(t) do break end
  for key in next, t do if key == "k00003" then break end end
  KEPT = weak
end)

check("beyond its record", function()
  collectgarbage()
  equal(next(KEPT), nil)
end)

check("a large table", function()
  local t = {}
  for i = 1, 200000 do t["key-" .. (i * 7919) % 200003] = i end
  local last, count = "", 0
  for key in pairs(t) do
    assert(last < key)
    last, count = key, count + 1
  end
  equal(count, 200000)
  last = ""
  for key in next, t do
    assert(last < key)
    last, count = key, count - 1
  end
  equal(count, 0)
end)

return testing.suite
