-- The JSON text of Lua values: strings and numbers.
local testing = require("testing")
local check, equal, fails = testing.check, testing.equal, testing.fails

-- Strings are written some bytes at a time: what is special may stand anywhere in these.
check("escapes at each place", function()
  local specials = { ['"'] = '\\"', ["\\"] = "\\\\", ["\n"] = "\\n", ["\0"] = "\\u0000",
    ["\x1f"] = "\\u001f", ["\x7f"] = "\x7f", ["/"] = "/", ["é"] = "é", ["€"] = "€", ["😀"] = "😀",
    ['é"€'] = 'é\\"€', ["\b\f\r\t"] = "\\b\\f\\r\\t" }
  for length = 0, 36 do
    for at = 0, length do
      local before, after = ("a"):rep(at), ("b"):rep(length - at)
      for special, text in pairs(specials) do
        local value, expected = before .. special .. after, before .. text .. after
        equal(json.encode { value }, '["' .. expected .. '"]')
        equal(json.encode { [value] = 1 }, '{"' .. expected .. '":1}')
      end
    end
  end
end)

check("every byte that is ASCII", function()
  for byte = 0, 127 do
    local text = json.encode { string.char(byte) }
    equal(json.decode(text)[1], string.char(byte))
    if byte >= 0x20 and byte ~= 0x22 and byte ~= 0x5C then equal(#text, 5) end
  end
end)

check("strings of nothing but escapes", function()
  for _, size in ipairs { 1, 15, 16, 17, 1000, 100000 } do
    equal(json.encode { ("\1"):rep(size) }, '["' .. ("\\u0001"):rep(size) .. '"]')
    equal(json.encode { ('"é'):rep(size) }, '["' .. ('\\"é'):rep(size) .. '"]')
  end
end)

check("what is not UTF-8, at each place", function()
  for _, bad in ipairs { "\x80", "\xC3", "\xC0\x80", "\xE2\x82", "\xED\xA0\x80", "\xF0\x80\x80\x80",
    "\xF4\x90\x80\x80", "\xF5\x80\x80\x80", "\xFF", "é\xA9" } do
    for length = 0, 20 do
      for at = 0, length, 3 do
        local value = ("a"):rep(at) .. bad .. ("b"):rep(length - at)
        fails("[1]: the string is not valid UTF-8", json.encode, { value })
        fails("a key is not valid UTF-8", json.encode, { [value] = 1 })
        fails("[1]: the string is not valid UTF-8", json.encode, { "é" .. value })
      end
    end
  end
end)

-- The bytes of what stands before "…" in the text of a value.
local function cut(value)
  local text = tostring(value)
  assert(utf8.len(text), text)
  assert(#text <= 200 + #"…", #text)
  return text:sub(-#"…") == "…" and #text - #"…" or nil
end

check("tostring cuts a long text at a character", function()
  for _, letter in ipairs { "a", "é", "€", "😀" } do
    for before = 0, 5 do
      for _, rest in ipairs { 40, 180, 250 } do
        local text = ("b"):rep(before) .. letter:rep(rest)
        local value = json.decode('["' .. text .. '"]')
        local length = #text + 4
        if length <= 200 then
          equal(tostring(value), '["' .. text .. '"]')
        else
          -- As many characters as there is room for behind the bracket, the quote and the letters b.
          local first = 2 + before
          equal(cut(value), first + (200 - first) // #letter * #letter)
        end
        local list = json.array { text }
        assert(utf8.len(tostring(list)))
      end
    end
  end
end)

check("tostring cuts a text that is a byte too long", function()
  equal(#tostring(json.decode('["' .. ("x"):rep(196) .. '"]')), 200)
  equal(cut(json.decode('["' .. ("x"):rep(197) .. '"]')), 200)
  -- The blanks outside of strings do not count.
  equal(#tostring(json.decode('[ "' .. ("x"):rep(196) .. '" ]')), 200)
end)

check("integers", function()
  for _, value in ipairs { 0, 1, -1, 9, 10, -10, 1234567890, math.maxinteger, math.mininteger } do
    equal(json.encode { value }, ("[%d]"):format(value))
  end
end)

check("floats that are integers", function()
  for _, value in ipairs { 1.0, -7.0, 100.0, 999999999.0, 1000000000.0, 2.0 ^ 53 } do
    equal(json.encode { value }, ("[%d]"):format(value))
  end
  equal(json.encode { 0.0, -0.0 }, "[0,-0]")
end)

-- The shortest text that reads back as the number, which may have an exponent.
local function shortest(value)
  for digits = 1, 17 do
    local text = ("%." .. digits .. "g"):format(value)
    if tonumber(text) == value then return digits end
  end
end

local function holds(value)
  local text = json.encode { value }:sub(2, -2)
  equal(tonumber(text), value)
  local digits = text:gsub("[eE].*", ""):gsub("[-.]", ""):gsub("^0+", "")
  if text:find(".", 1, true) then equal(#digits, shortest(value)) end
  return text
end

check("decimals as they are read", function()
  for _, text in ipairs { "0.1", "0.2", "0.5", "0.001", "0.002", "0.0125", "0.000001", "1.5",
    "-1.25", "18.3", "999999999.999999", "-0.999999", "0.3", "123456.000001", "100.01", "3.14159",
    "1.000001", "0.0000001", "1234567890.5", "0.1234567", "2.675", "1.005" } do
    local written = holds(tonumber(text))
    if not written:find("e") then equal(written, text) end
  end
  equal(json.encode { 0.001, 0.1 + 0.2, 1e300, 1e-7 }, "[0.001,0.30000000000000004,1e+300,1e-07]")
end)

check("random decimals", function()
  for _ = 1, 20000 do
    local whole = math.random(1, 10 ^ math.random(0, 8) // 1 | 0)
    local text = ("%d.%0" .. math.random(1, 6) .. "d"):format(whole, math.random(1, 9))
    equal(holds(tonumber(text)), text)
    holds(math.random())
    holds(-math.random() * 10 ^ math.random(-5, 12))
    holds(math.random(-10 ^ 9 // 1 | 0, 10 ^ 9 // 1 | 0) / 64)
  end
end)

check("keys of a table in their order", function()
  local t, keys = {}, {}
  for i = 1, 100 do
    t[("key%03d"):format(i)], keys[i] = i, ('"key%03d":%d'):format(i, i)
    if i % 7 == 0 then
      t.role, t.custom_id = json.null, true
      local expected = '{"custom_id":true,"role":null,' .. table.concat(keys, ",") .. "}"
      equal(json.encode(t), expected)
      t.role, t.custom_id = nil, nil
    end
    equal(json.encode(t), "{" .. table.concat(keys, ",") .. "}")
  end
  equal(json.encode { [""] = 1, a = 2, ["a\0"] = 3, content = 4, role = 5 },
    '{"role":5,"content":4,"":1,"a":2,"a\\u0000":3}')
end)

return testing.suite
