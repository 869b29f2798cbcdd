-- What C does for Lua tables and Swift for documents, for speed in both: quoting, unescaping, numbers
-- and the messages of what has no JSON form.
local testing = require("testing")
local check, equal = testing.check, testing.equal

-- The JSON text of a value by C, which writes tables, and by Swift: in a document, and alone.
local function written_alike(value)
  local by_table = json.encode({ value }):sub(2, -2)
  local document = json.decode('{"x":null}')
  document.x = value
  equal(json.encode(document), '{"x":' .. by_table .. "}")
  equal(json.encode(value), by_table)
  return by_table
end

-- The value of a JSON text by C, which copies into tables, and by Swift, which reads documents.
local function read_alike(text)
  local value = json.decode("[" .. text .. "]")
  local copy = json.copy(value)[1]
  equal(math.type(copy), math.type(value[1]))
  equal(copy, value[1])
  return copy
end

check("every character is quoted and read alike", function()
  for code = 0, 0x7FF do
    local text = utf8.char(code)
    for _, string in ipairs { text, "ab" .. text, text .. "seventeen letters", text:rep(3) } do
      equal(read_alike(written_alike(string)), string)
    end
  end
end)

check("random strings are quoted and read alike", function()
  local parts = { "a", "bc", '"', "\\", "\n", "\0", "\x1f", "\x7f", "é", "€", "😀", ("x"):rep(20) }
  for _ = 1, 2000 do
    local string = {}
    for i = 1, math.random(0, 12) do string[i] = parts[math.random(#parts)] end
    string = table.concat(string)
    equal(read_alike(written_alike(string)), string)
  end
end)

check("every escape is read alike", function()
  for _, escape in ipairs { "b", "f", "n", "r", "t", "/", "\\", '"' } do
    read_alike('"' .. "\\" .. escape .. '"')
  end
  for code = 0, 0xFFFF, 13 do read_alike(('"-\\u%04x-"'):format(code)) end
  local units = { "\\ud83d", "\\ude00", "\\uD83D", "\\uDE00", "\\u0000", "x", "\\n", "\\u00e9" }
  for _ = 1, 2000 do
    local string = {}
    for i = 1, math.random(0, 8) do string[i] = units[math.random(#units)] end
    read_alike('"' .. table.concat(string) .. '"')
  end
end)

check("numbers are written and read alike", function()
  for _, number in ipairs {
    0, -0.0, 1, -1, 0.1, 1.5, 1e-3, 1e-4, 999999.999999, 1e9, 123456789.5, 1e15, 1e16, 1e300,
    5e-324, 2 ^ 53, -2 ^ 53, math.maxinteger, math.mininteger, 0.30000000000000004,
  } do
    read_alike(written_alike(number))
  end
  for _ = 1, 2000 do
    local number = (math.random() - 0.5) * 10 ^ math.random(-8, 20)
    equal(read_alike(written_alike(number)), number)
    read_alike(("%." .. math.random(0, 9) .. "f"):format(number))
  end
end)

check("what has no JSON form is refused in the same words", function()
  -- Without the line of the script and the path to the value.
  local function message(...)
    local is_done, text = pcall(...)
    equal(is_done, false)
    for _, place in ipairs { "^.-:%d+: ", "^json%.encode: ", "^the value: ", "^%[1%]: ", "^x: " } do
      text = text:gsub(place, "")
    end
    return text
  end
  local function assign(value) json.decode("{}").x = value end
  for _, value in pairs {
    0 / 0, 1 / 0, -1 / 0, "\xff", print, coroutine.create(print), batch.regex("x"),
  } do
    local by_table = message(json.encode, { value })
    equal(message(assign, value), by_table)
    equal(message(json.encode, value), by_table)
  end
end)

return testing.suite
