-- Each line is printed by plain Lua and by batchlua alike.
local function show(...)
  local list = table.pack(...)
  for i = 1, list.n do list[i] = type(list[i]) == "string" and ("%q"):format(list[i]) or tostring(list[i]) end
  local text = table.concat(list, " "):gsub("[\128-\255]", function(c) return "\\x" .. c:byte() end)
  print(text)
end
local function try(f, ...) show(pcall(f, ...)) end

for _, s in ipairs { "", "a", "hello", "\0\1\xff", ("x"):rep(50) } do
  show(#s, s:len(), s:reverse(), s:upper(), s:lower(), s:byte(1, -1))
  show(s:sub(2), s:sub(-2), s:sub(2, 3), s:sub(0), s:sub(-100, 100), s:sub(3, 2))
  show(s:rep(2, ","), s:rep(0), s:rep(-1), s:find("l"), s:find("l", 4), s:find("", 10))
end
for _, format in ipairs { "%d", "%5d", "%-5d|", "%05d", "%+d", "%x", "%X", "%#x", "%o", "%c", "%i", "%u" } do
  try(string.format, format, 65) try(string.format, format, -7) try(string.format, format, 3.0)
  try(string.format, format, 3.5) try(string.format, format, "12") try(string.format, format, {})
end
for _, format in ipairs { "%f", "%.3f", "%10.2f", "%e", "%g", "%.14g", "%a", "%.0f", "%G" } do
  for _, x in ipairs { 0.0, -0.0, 1, 0.1, 1e100, -1.5e-10, math.huge, -math.huge, 2^53 } do try(string.format, format, x) end
end
for _, v in ipairs { 1, -1, 1.5, 1e300, "a\nb\0c\"\\", true, math.mininteger, 0.1, math.huge } do try(string.format, "%q", v) end
try(string.format, "%s %s", 1, 2.0) try(string.format, "%s") try(string.format, "%10.3s|", "abcdef")
try(string.format, "%y", 1) try(string.format, "%", 1) try(string.format, "%q", {}) try(string.format, "%0100d", 1)
try(string.format, "%-10s|%10s", "a", "b") try(string.format, "%%") try(string.format, "%5q", "a")
try(string.rep, "x", 1e10) try(string.rep) try(string.char, 256) try(string.char, -1) try(string.byte, {}) try(string.char)
try(string.sub) try(string.sub, "x", {}) try(string.upper) try(string.len, nil) try(string.rep, "x", 1.5)
for _, p in ipairs { "l+", "(l)(l)", "()ll()", "[%a]+", "%s", "^h", "o$", "[^aeiou]+", ".-l", "%f[%w]%w+", "%bhl", "(h)%1", "[a-", "%", "(", "%g", "[]]", "[%]]", "x*", "(()" } do
  try(string.find, "hello hhllo", p) try(string.match, "hello hhllo", p) try(string.gsub, "hello hhllo", p, "<%0>")
end
try(string.gsub, "abc", "%w", "%%%0") try(string.gsub, "abc", "%w", "%2") try(string.gsub, "abc", "b", { b = "X" })
try(string.gsub, "abc", "%w", { a = false, b = 1 }) try(string.gsub, "abc", "", "-") try(string.gsub, "abc", "%w", function(c) return c == "b" and "" or nil end)
try(string.gsub, "abc", "b", function() return {} end) try(string.gsub, "abc", "b") try(string.gsub, "abc", "%w", "x", 2) try(string.gsub, "a", "a", "%")
for k, v in ("a=1, b=2"):gmatch("(%w+)=(%w+)") do show(k, v) end
for w in ("one two"):gmatch("%a+", 3) do show(w) end
show(("a.b"):find(".", 1, true), ("a.b"):find("b", -1), ("aaa"):find("a", 10), ("abc"):find("b", 2, false))
show(tostring(1e15), tostring(1e16), tostring(2^63), tostring(-0.0), tostring(1e100), 1e15, 123456789012.0, 0.1 + 0.2)
show(tonumber("0x10"), tonumber("  12  "), tonumber("1e1"), tonumber("0x1p4"), tonumber("1 2"), tonumber(""), tonumber("z", 36), tonumber("zz", 36), tonumber("8", 8), tonumber("-ff", 16), tonumber("1e"), tonumber("0x"), tonumber("inf"), tonumber("9223372036854775808"))
try(tonumber, "1", 1) try(tonumber, 1, 10) try(tonumber) try(tonumber, {}) try(tonumber, "10", 99)
show("10" + 5, "0x10" * 2, "3" // 2, 10 .. 20, "1.5" + 1, -"2", "10" % 3) try(function() return "a" + 1 end) try(function() return {} .. "x" end)
show("a" < "b", "a" < "B", "" < "a", "a\0b" < "a\0c", "Z" < "a", "10" < "9") try(function() return "a" < 1 end)
show(("i4"):packsize(), string.pack("<i4", 100), string.unpack("<i4", "\100\0\0\0"), string.pack("z", "hi"), string.pack("s1", "abc"), string.unpack("s1", "\3abc"))
try(string.pack, "i1", 300) try(string.unpack, "i4", "abc") try(string.pack, "i17", 1) try(string.pack, "d", "x") show(string.unpack("<d", string.pack("<d", 1.5)))
show(utf8.char(72, 228, 8364, 128512), utf8.len("häß€"), utf8.codepoint("h€", 1, -1), utf8.offset("a€b", 3), utf8.len("\xff"), utf8.charpattern)
for p, c in utf8.codes("a€") do show(p, c) end
try(utf8.codepoint, "\xff") try(utf8.char, -1) try(utf8.len, "abc", 10) try(utf8.offset, "a€", 1, 3) try(utf8.codepoint, "abc", 4)
function transform() end
