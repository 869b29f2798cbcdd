local function try(f, ...) print(pcall(f, ...)) end
-- goto, closures, varargs
do local i = 1 ::top:: if i <= 3 then io.write(i, " ") i = i + 1 goto top end print() end
for i = 1, 3 do for j = 1, 3 do if j == 2 then goto next end io.write(i, j, " ") ::next:: end end print()
local fs = {} for i = 1, 3 do fs[i] = function() i = i + 1 return i end end print(fs[1](), fs[1](), fs[2](), fs[3]())
print(select("#", (function(...) return ... end)(nil, nil)), select(-1, 1, 2, 3), (select(2, "a", "b", "c"))) try(select, 0) try(select, -5, 1) try(select)
print((function(...) local a, b = ... return a, b, ... end)(1, 2, 3)) print(table.pack((function() return 1, nil, 3 end)()).n, #{ (function() return 1, 2 end)(), 3 }, #{ 3, (function() return 1, 2 end)() })
local function fib(n) return n < 2 and n or fib(n - 1) + fib(n - 2) end print(fib(15))
local function tail(n) if n == 0 then return "done" end return tail(n - 1) end print(tail(100000))
-- metamethods
local mt = {} mt.__index = function(t, k) return k .. "!" end mt.__newindex = function(t, k, v) rawset(t, k, v * 2) end mt.__call = function(self, ...) return select("#", ...), ... end
mt.__len = function() return 42 end mt.__tostring = function() return "obj" end mt.__concat = function(a, b) return tostring(a) .. "|" .. tostring(b) end mt.__unm = function() return "neg" end
mt.__eq = function() return true end mt.__lt = function() return true end mt.__le = function() return false end mt.__add = function(a, b) return "add" end mt.__idiv = function() return "idiv" end mt.__band = function() return "band" end mt.__shl = function() return "shl" end mt.__bnot = function() return "bnot" end mt.__name = "My"
mt.__pairs = function() return function(_, k) k = (k or 0) + 1 if k < 3 then return k, -k end end, nil, nil end mt.__close = function() print("closed") end
local o = setmetatable({}, mt) o.x = 4 print(o.x, o.y, o(1, nil), #o, tostring(o), o .. "a", "a" .. o, 1 .. o, -o, o == setmetatable({}, mt), o < o, o <= o, o + 1, 1 + o, o // 1, o & 1, o << 1, ~o)
for k, v in pairs(o) do io.write(k, v, " ") end print(rawlen(o), rawget(o, "x"), rawequal(o, o)) do local c <close> = o print("in") end
try(function() return setmetatable({}, { __index = function() error("idx") end }).x end) try(function() return o > 1, o >= 1 end) try(function() return o % 1 end)
try(setmetatable, {}, 1) try(setmetatable, 1, {}) print(getmetatable(setmetatable({}, { __metatable = "locked" }))) try(setmetatable, setmetatable({}, { __metatable = 1 }), {})
local inherited = setmetatable({}, { __index = setmetatable({ a = 1 }, { __index = { b = 2 } }) }) print(inherited.a, inherited.b, inherited.c)
do local count = 0 local p = setmetatable({}, { __index = function(t, k) count = count + 1 rawset(t, k, k) return k end }) print(p.x, p.x, count) end
-- errors and their places
try(error) try(error, nil) try(error, "m", 0) try(function() error("m") end) try(function() error("m", 2) end) try(function() error({ 1 }) end and function() error(setmetatable({}, { __tostring = function() return "T" end })) end)
try(function() local a a.b = 1 end) try(function() local a = {} a.b.c = 1 end) try(function() undefinedf() end) try(function() local s = "x" s:nomethod() end) try(function() ("x")() end) try(function() local a = {} a[nil] = 1 end) try(function() local a = {} a[0/0] = 1 end)
try(function() local t = {} t.f.g() end) try(function() return #nil end) try(function() return 1 + nil end) try(function() local x = "a" return x + 1 end) try(function() return {} .. {} end) try(function() return math.nofunc() end) try(function() return 2 ^ {} end)
print(xpcall(function() error("e") end, function(m) return "H:" .. m end)) print(xpcall(function(...) return ... end, print, 1, 2)) print(xpcall(error, function(m) return m end, "x")) try(xpcall) try(pcall)
print(select("#", pcall(function() end)), assert(1, 2, 3)) try(assert) try(assert, false) try(assert, nil, "msg") try(assert, false, { 1 } and "t")
print(pcall(pcall, error, "in")) print(pcall(function() local ok, e = pcall(error, "a") error(e .. "b", 0) end))
try(string.rep) try(table.concat, { {} }) try(ipairs) try(next, {}, "nokey") try(rawset, {}, nil, 1) try(rawlen, 5) try(tostring) try(type) try(getmetatable) try(rawequal, 1) try(unpack or table.unpack, {}, 1, 1e8)
-- load
print(load("return 1, 2")()) print(load("syntax error here", "=chunk")) print(load("x ==", "@file.lua")) print(load("x ==", "text of it")) print(load("return ...", "n", "t", {})(7)) print(load("y = 5 return y, _ENV.y", "n", "t", {})())
local parts, at = { "return ", "1 ", "+ 2", "" }, 0 print(load(function() at = at + 1 return parts[at] end)()) print(load("x", "n", "b")) try(load) try(load, {}) print(type(load(function() return nil end)))
for _, code in ipairs { "break", "goto x", "local a <const> = 1 a = 2", "::a:: ::a::", "return return", "for", "x = }", "x = 'abc", "x = [[abc", "local function", "f(", "a.b:c = 1", "x = 0x", "x = '\\q'", "x = '\\300'", "x = '\\u{110000000}'", "--[[", "local x <foo> = 1", "return 1,", "if x then", "x = 1e", "goto = 1", "and" } do print(load(code, "=c")) end
-- tables
local t = { 1, 2, 3, nil, 5 } print(select("#", table.unpack(t, 1, 5)), table.unpack({ 1, 2 }, 2, 3)) print(table.concat({ 1, 2.5, "x" }, "-"), table.concat({}, "x"), table.concat({ 1, 2, 3 }, ",", 2, 3)) try(table.concat, { 1, {} }) try(table.concat, { 1 }, ",", 1, 2)
local l = { 3, 1, 2 } table.sort(l) print(table.concat(l, " ")) table.sort(l, function(a, b) return a > b end) print(table.concat(l, " ")) try(table.sort, { 1, "a" }) try(table.sort, { 1, 2, 3 }, 5)
table.insert(l, 9) table.insert(l, 1, 0) print(table.concat(l, " "), table.remove(l), table.remove(l, 1), table.remove({}), #l) try(table.insert, l, 10, 1) try(table.insert, l) try(table.insert, l, 1, 2, 3) try(table.remove, l, 10) try(table.insert, nil, 1) try(table.remove, l, 5)
print(table.concat(table.move({ 1, 2, 3 }, 1, 3, 2), " "), table.concat(table.move({ 1, 2, 3 }, 2, 3, 1), " "), table.unpack(table.move({ 1, 2 }, 1, 2, 1, {}))) print(#table.pack(), table.pack(nil, nil).n, next({}), type(next), rawequal("a", "a"))
for i, v in ipairs { 1, 2, nil, 4 } do io.write(i, v, " ") end print() print(#"abc", #{ 1, 2, n = 3 }, { 1, 2 } == { 1, 2 })
-- attributes, integer keys, upvalues
do local x <const> = 5 local ok = load("local y <const> = 1; y = 2") print(x, ok) end
do local order = {} do local a <close> = setmetatable({}, { __close = function(_, e) order[#order + 1] = "a" .. tostring(e) end }) local b <close> = setmetatable({}, { __close = function() order[#order + 1] = "b" end }) end print(table.concat(order, " ")) end
try(function() local a <close> = 5 end) try(function() local a <close> = nil local b <close> = false return "fine" end) print(pcall(function() local c <close> = setmetatable({}, { __close = function(_, e) print("closing", e) end }) error("why", 0) end))
local function counter() local n = 0 return function() n = n + 1 return n end, function() return n end end local up, get = counter() up() up() print(get())
print(type(_G), _G._G == _G, _VERSION, type(os.time()), os.time { year = 2020, month = 1, day = 1, hour = 12 } - os.time { year = 2020, month = 1, day = 1, hour = 11 }, os.date("!%Y-%m-%d", 0), pcall(os.date, "%Ez")) try(os.time, {}) try(os.date, "*t", "x")
print(require "string" == string, require "table" == table, require "_G" == _G, require "package" == package, package.loaded.math == math, package.config:sub(1, 1), type(package.path), type(package.preload))
package.preload.mine = function(...) print(...) return { 1 } end print(require("mine")[1], package.loaded.mine == require "mine", select("#", require "mine")) package.loaded.other = 5 print(require "other") package.preload.empty = function() end print(require "empty")
package.preload.failing = function() error("no", 0) end for i = 1, 120 do pcall(require, "failing") end try(require, "failing") try(require) package.loaded.mine = nil print(require("mine")[1])
function transform() end
