-- batch.regex: PCRE2.
local testing = require("testing")
local check, equal, fails = testing.check, testing.equal, testing.fails
local R = batch.regex

local function list(...) return table.concat({ ... }, "|") end
local function all(iterator)
  local found = {}
  for a, b in iterator do found[#found + 1] = tostring(a) .. (b ~= nil and "," .. tostring(b) or "") end
  return table.concat(found, "|")
end

check("test and match", function()
  equal(R("a.c"):test("xabcx"), true)
  equal(R("^a.c"):test("xabcx"), false)
  equal(R("a.c"):match("xabcx"), "abc")
  equal(R("z"):match("a"), nil)
  local a, b, c = R("(a)(b)?(c)"):match("xacx")
  equal(a, "a")
  equal(b, false)
  equal(c, "c")
  equal(R("(x?)"):match("a"), "")
  equal(select("#", R("(a)|(b)"):match("b")), 2)
  equal(R("\\d+"):match(1234), "1234")
end)

check("the search begins at a byte, as that of string.find", function()
  equal(R("a"):match("xa", 2), "a")
  equal(R("^a"):match("xa", 2), nil)
  equal(R("(?<=x)a"):match("xa", 2), "a")
  equal(R("\\w"):match("abc", -1), "c")
  equal(R("\\w"):match("abc", -9), "a")
  equal(R("\\w"):match("abc", 0), "a")
  equal(R("$"):match("abc", 4), "")
  equal(R("$"):match("abc", 5), nil)
  equal(R("x"):test("", math.mininteger), false)
  equal(R("x"):test("", math.maxinteger), false)
  fails("the search begins inside a character", function() R("x"):match("ä", 2) end)
end)

check("groups with names give a table", function()
  local date = R("(?<year>\\d{4})-(?<month>\\d\\d)(-(?<day>\\d\\d))?")
  local m = date:match("on 2026-11")
  equal(m[0], "2026-11")
  equal(list(m[1], m[2]), "2026|11")
  equal(m.year, "2026")
  equal(m.month, "11")
  equal(m.day, false)
  equal(m[3], false)
  equal(#m, 4)
  equal(date:match("never"), nil)
  equal(R("(?J)(?<n>a)|(?<n>b)"):match("b").n, "b")
end)

check("gmatch", function()
  equal(all(R("\\w+"):gmatch("Füße, naïve")), "Füße|naïve")
  equal(all(R("(\\w)(\\d)?"):gmatch("a1bc2")), "a,1|b,false|c,2")
  equal(all(R("x*"):gmatch("axxb")), "|xx|")
  equal(all(R(""):gmatch("äö")), "||")
  equal(all(R("\\w"):gmatch("abc", 3)), "c")
  local days = {}
  for m in R("(?<d>\\d)"):gmatch("1 2") do days[#days + 1] = m.d end
  equal(list(table.unpack(days)), "1|2")
  -- As the function outlives its end.
  local next_word = R("\\w"):gmatch("a")
  equal(next_word(), "a")
  equal(next_word(), nil)
  equal(next_word(), nil)
end)

check("gsub with a text", function()
  equal(list(R("(\\w+)@(\\w+)"):gsub("joe@home x@y", "%2 at %1")), "home at joe y at x|2")
  equal(list(R("(\\w+)@(\\w+)"):gsub("joe@home x@y", "%0!", 1)), "joe@home! x@y|1")
  equal(list(R("a"):gsub("aaa", "%1%%", 2)), "a%a%a|2")
  equal(list(R("(?<user>\\w+)@"):gsub("joe@home", "%{user}: %{1}")), "joe: joehome|1")
  equal((R(("(.)"):rep(12)):gsub("abcdefghijkl", "%{12}%{10}%1")), "lja")
  equal((R("(a)|b"):gsub("ab", "[%1]")), "[a][]")
  equal(list(R("\\d"):gsub("1 2", 3)), "3 3|2")
  equal(list(R("x"):gsub("abc", "y")), "abc|0")
  equal(list(R("x"):gsub("xx", "y", 0)), "xx|0")
  equal(R("a\\Kb"):gsub("abab", "-"), "a-a-")
  for _, text in ipairs { "%x", "a%", "%{1", "%" } do
    fails("invalid use of '%' in the replacement", function() R("a"):gsub("a", text) end)
  end
  for _, text in ipairs { "%2", "%{no}", "%{}", "%{99999999}" } do
    fails("names a group that the regex does not have; it has 1",
      function() R("(a)"):gsub("a", text) end)
  end
end)

check("gsub with a table or function", function()
  equal(list(R("\\w"):gsub("a b c", { a = "1", b = 2, c = false })), "1 2 c|3")
  equal((R("(\\w)="):gsub("a=b=", { a = "x" })), "xb=")
  equal((R("(\\w)(\\d)"):gsub("a1b2", function(a, b) return b .. a end)), "1a2b")
  equal((R("\\w"):gsub("abc", function(a) if a ~= "b" then return a:upper() end end)), "AbC")
  equal((R("(?<n>\\d)"):gsub("1+2", function(m) return m.n * 2 end)), "2+4")
  -- The same regex in the middle of its own replacing.
  local word = R("(\\w)(\\w)")
  equal((word:gsub("abcd", function(a, b) return word:match("xy") .. b .. a end)), "xbaxdc")
  fails("invalid replacement value (a table)", function()
    R("a"):gsub("a", function() return {} end)
  end)
  fails("string/function/table expected", function() R("a"):gsub("a") end)
  fails("mine", function() R("a"):gsub("a", function() error("mine") end) end)
end)

check("empty matches go on by a character, as in Lua", function()
  for _, text in ipairs { "abc", "axb", "", "xx" } do
    equal(list(R("x*"):gsub(text, "-")), list(text:gsub("x*", "-")))
  end
  equal(R("x*"):gsub("äöü", "-"), "-ä-ö-ü-")
  equal(R("\\b"):gsub("ab cd", "|"), "|ab| |cd|")
end)

check("split", function()
  local comma = R("\\s*[,;]\\s*")
  equal(list(table.unpack(comma:split("a , b;c"))), "a|b|c")
  equal(list(table.unpack(comma:split(",a,"))), "|a|")
  equal(list(table.unpack(comma:split(""))), "")
  equal(list(table.unpack(R(""):split("aöc"))), "a|ö|c")
  equal(list(table.unpack(R("x?"):split("axb"))), "a|b")
  equal(json.encode(R("(,)"):split("a,b")), '["a","b"]')
end)

check("flags", function()
  equal(R("größe", "i"):test("GRÖSSE, GRÖßE"), true)
  equal(R("^b", "m"):test("a\nb"), true)
  equal(R("^b"):test("a\nb"), false)
  equal(R("a.b", "s"):test("a\nb"), true)
  equal(R("a.b"):test("a\nb"), false)
  equal(R("a b # c", "x"):test("ab"), true)
  equal(R("\\w+"):match("größe"), "größe")
  equal(R("\\w+", "a"):match("größe"), "gr")
  equal(R("A . B", "sxi"):test("a\nb"), true)
  fails("batch.regex: there is no flag in 'ig' at byte 2; it takes i", R, "a", "ig")
end)

check("what is no pattern is refused, with the byte offset", function()
  fails("batch.regex: missing closing parenthesis, at byte offset 4 of the pattern '(abc'", R, "(abc")
  fails("quantifier does not follow a repeatable item, at byte offset 2", R, "a**")
  fails("at byte offset", R, "\xff")
  fails("\\C", R, "\\C")
  fails("too deeply nested", R, ("("):rep(1000))
  fails("pattern", R, ("a"):rep(100000))
  fails("batch.regex takes a pattern and flags as strings, got number", R, 1)
  fails("batch.regex takes a pattern and flags as strings, got nil", R)
  fails("batch.regex takes a pattern and flags as strings, got table", R, "a", {})
end)

check("texts that are no UTF-8 are refused", function()
  fails("the text is not valid UTF-8 at byte 3", function() R("a"):test("ab\xc3") end)
  fails("the text is not valid UTF-8 at byte 1", function() R("a"):gsub("\xff", "") end)
  fails("the text is not valid UTF-8", function() R("a"):split("\xed\xa0\xbd") end)
end)

check("no pattern runs on and on", function()
  fails("the regex '(a+)+$' takes more than 5000000 steps in this text",
    function() R("(a+)+$"):test(("a"):rep(60) .. "!") end)
  fails("takes more than 64 MiB in this text",
    function() R("^(?:a|b)*c"):test(("ab"):rep(1000000) .. "c") end)
  equal(R("^(?>a|b)*+c"):test(("ab"):rep(10000) .. "c"), true)
  -- A good one then goes on.
  equal(R("(a+)+$"):test("aaa"), true)
end)

check("long texts are searched in one pass", function()
  local text = ("word, "):rep(100000)
  equal(select(2, R("\\w+"):gsub(text, "x")), 100000)
  equal(#R(", "):split(text), 100001)
end)

check("a regex is kept, and known again", function()
  equal(R("a(b)"), R("a(b)"))
  assert(R("a", "i") ~= R("a"))
  equal(tostring(R("a/b", "i")), "batch.regex /a/b/i")
  equal(type(R("a")), "userdata")
  equal(batch.type(R("a")), nil)
  equal(getmetatable(R("a")), false)
  fails("no JSON form", json.encode, { R("a") })
  fails("is called with a colon", function() R("a").test("a") end)
  fails("is called with a colon", R("a").test, {}, "a")
  local keys, found = { [R("k2")] = 2, [R("k1")] = 1 }, {}
  for key, value in pairs(keys) do found[#found + 1] = tostring(key) .. value end
  equal(list(table.unpack(found)), "batch.regex /k2/2|batch.regex /k1/1")
  for i = 1, 2000 do R("x" .. i .. "(a|b)*") end
  collectgarbage()
  equal(R("x1(a|b)*"):test("x1ab"), true)
end)

return testing.suite
