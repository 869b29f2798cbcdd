warn("@off")
local names = {
  "List", "Map", "MultiMap", "OrderedMap", "Set", "array2d", "class", "compat", "comprehension", "config",
  "data", "func", "import_into", "input", "lapp", "lexer", "luabalanced", "operator",
  "permute", "pretty", "seq", "sip", "stringio", "stringx", "tablex", "template",
  "types", "url", "utils",
}
local pl = {}
for _, name in ipairs(names) do pl[name] = require("pl." .. name) end
print(pl.List { 1, 2, 3 }:map("+", 1), pl.List.range(1, 5):reverse():slice(2, 3))
print(pl.Set { 1, 2 } + pl.Set { 2, 3 } == pl.Set { 1, 2, 3 })
print(pl.stringx.join(",", pl.stringx.split("a b  c")), pl.stringx.strip("  x "))
print(pl.stringx.Template("$x and ${y}"):substitute { x = 1, y = 2 })
print(pl.pretty.write({ a = 1, b = { 2, "x" } }), pl.pretty.number(123456, "M"))
print(pl.pretty.read("{1, 2, {a = 3}}")[3].a, (pl.pretty.read("{f()}")))
print(pl.tablex.deepcompare({ 1, { 2 } }, { 1, { 2 } }), #pl.tablex.keys { a = 1, b = 2 })
print(pl.template.substitute("# for i = 1, 2 do\nrow $(i)\n# end\n", {}))
local d = pl.data.read(pl.stringio.open("a,b\n1,2\n3,4\n"))
print(d[1][1], d:column_by_name("b")[2])
local A = pl.class()
function A:_init(x) self.x = x end
local B = pl.class(A)
function B:__tostring() return "B" .. self.x end
print(B(3), B(3):is_a(A), A:class_of(B(1)))
print(pl.lapp("test\n -n,--number (default 3) n\n -v verbose\n", { "-n", "5" }).number)
print(pl.comprehension.new({})("x^2 for x") { 1, 2, 3 }[3], pl.utils.split("a b")[2])
print(pl.seq.sum(pl.seq.map(function(x) return x * 2 end, { 1, 2, 3 })))
local r = {}
print(pl.sip.match("$v{name}=$d{value}", "x=12", r), r.name, r.value)
for kind, token in pl.lexer.lua("local x = 'a' -- c") do io.write(kind, ":", token, " ") end
print(pl.url.quote("a b&c"), pl.types.type(io.stdout), pl.types.is_callable(print))
print(pl.array2d.flatten { { 1, 2 }, { 3 } }[3], pl.permute.table { 1, 2 }[1][1])
print(pl.config.read(pl.stringio.open("[s]\nx=1\n")).s.x, pcall(pl.utils.assert_arg, 1, 2, "string"))
function transform() end
