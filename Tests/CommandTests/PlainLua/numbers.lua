local function try(f, ...) print(pcall(f, ...)) end
local values = { 0, 1, -1, 7, -7, 3, 2^53, 0.5, -0.5, 1e308, math.maxinteger, math.mininteger, -0.0 }
local operations = {
  function(a, b) return a + b end, function(a, b) return a - b end, function(a, b) return a * b end,
  function(a, b) return a / b end, function(a, b) return a // b end, function(a, b) return a % b end,
  function(a, b) return a ^ b end, function(a, b) return a & b end, function(a, b) return a << b end,
  function(a, b) return a >> b end, function(a, b) return a < b, a <= b, a == b end,
}
for _, operation in ipairs(operations) do
  for _, a in ipairs(values) do
    for _, b in ipairs(values) do print(pcall(operation, a, b)) end
  end
end
for _, name in ipairs { "abs", "ceil", "floor", "sqrt", "exp", "log", "sin", "tointeger", "type", "modf", "deg", "rad" } do
  for _, x in ipairs { 0, -1, 2.5, -2.5, math.huge, "3", "x", math.mininteger } do print(name, x, pcall(math[name], x)) end
  try(math[name]) try(math[name], {})
end
for _, a in ipairs { 5, -5, 5.5 } do for _, b in ipairs { 3, -3, 0, 0.0 } do print(pcall(math.fmod, a, b)) print(math.ult(1, -1)) end end
print(math.max(1, 2.5), math.min(3, -1), math.pi, math.maxinteger + 1 == math.mininteger, 7 // 0.0, -7 // 0.0, 0/0 ~= 0/0, 3 | 4.0)
try(math.max) try(math.random, 0, -1) try(math.random, 1, 2, 3) try(math.log, 8, 2) try(math.log, 100, 10) try(math.floor, "2.7")
try(function() return 1 // 0 end) try(function() return 1 % 0 end) try(function() return 1.5 | 1 end) try(function() return "a" | 1 end) try(function() return 2^64 | 0 end) try(function() return {} + 1 end)
try(function() local t = {} return t.x.y end) try(function() return #5 end) try(function() return -{} end) try(function() return nil .. "x" end) try(function() return {} < {} end) try(function() return 1 < "2" end)
for i = 3, 1, -1 do io.write(i, " ") end for i = 1.0, 2 do io.write(tostring(i), " ") end for i = math.maxinteger - 1, math.maxinteger do io.write(i, " ") end print()
try(function() for i = 1, 10, 0 do end end) try(function() for i = "a", 2 do end end) try(function() for i = 1, {} do end end)
print(1e15, 1e16, 100000000000000, 0x7fffffffffffffff, 0xffffffffffffffff, 0x1p-2, 3.0, -0.0, 1e-5, 12345678901234567890)
print(10 == 10.0, "10" == 10, math.type(1), math.type(1.0), math.type("1"), 1 < 1.5, 2^53 == 2^53 + 1, 5 // 2, 5.0 // 2, -5 // 2, -5 % 3, 5 % -3, -5.5 % 3)
local t = {} t[1.0] = "a" t[2^53] = "b" print(t[1], t[2^53 | 0], next({ [3.0] = 1 }))
function transform() end
