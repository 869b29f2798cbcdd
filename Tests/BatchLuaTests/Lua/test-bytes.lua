-- batch.hash, batch.base64 and batch.unbase64.
local testing = require("testing")
local check, equal, fails = testing.check, testing.equal, testing.fails

check("hash is XXH3 of 128 bits, as xxhsum -H2 prints it", function()
  equal(batch.hash(""), "99aa06d3014798d86001c324468d497f")
  equal(batch.hash("abc"), "06b05ab6733a618578af5f94892f3950")
  equal(json.hash_text("abc"), batch.hash("abc"))
  equal(json.hash("abc"), batch.hash('"abc",'))
  assert(batch.hash("a\0") ~= batch.hash("a"))
  fails("batch.hash takes a string, got a number", batch.hash, 1)
  fails("batch.hash takes a string, got nil", batch.hash)
  fails("json.hash_text takes a string", json.hash_text, {})
end)

check("base64, by the vectors of RFC 4648", function()
  local texts = { [""] = "", f = "Zg==", fo = "Zm8=", foo = "Zm9v", foob = "Zm9vYg==",
    fooba = "Zm9vYmE=", foobar = "Zm9vYmFy", ["\xfb\xff\xfe"] = "+//+" }
  for bytes, text in pairs(texts) do
    equal(batch.base64(bytes), text)
    equal(batch.unbase64(text), bytes)
    equal(batch.unbase64((text:gsub("=", ""))), bytes)
    equal(batch.unbase64((text:gsub("", "\n"))), bytes)
    equal(batch.unbase64((text:gsub("+", "-"):gsub("/", "_"))), bytes)
  end
end)

check("base64 of all bytes, in all lengths", function()
  local all = {}
  for i = 0, 255 do all[i + 1] = string.char(i) end
  all = table.concat(all)
  for length = 0, 256 do
    local bytes = all:sub(1, length)
    equal(batch.unbase64(batch.base64(bytes)), bytes)
    equal(#batch.base64(bytes), (length + 2) // 3 * 4)
  end
  local image = all:rep(4000)
  local wrapped = batch.base64(image):gsub(("."):rep(76), "%0\r\n")
  equal(batch.unbase64(wrapped), image)
end)

check("what is no base64 is refused, with the byte", function()
  local texts = {
    ["Zm9v!mFy"] = "byte 5 is '!', no letter of base64",
    ["Zm9vYm\0y"] = "byte 7 is 0x0, no letter of base64",
    ["Zg=a"] = "byte 4 follows the padding",
    ["Zg==Zg=="] = "byte 5 follows the padding",
    ["=Zg="] = "byte 1 is '=', where no padding belongs",
    ["Z==="] = "byte 2 is '=', where no padding belongs",
    ["Zm9v="] = "byte 5 is '=', where no padding belongs",
    ["Zg==="] = "byte 5 is '=', where no padding belongs",
    ["Zg="] = "the text is cut off after byte 3",
    ["Zm9vY"] = "the text is cut off after byte 5",
    ["Zm9vYmF"] = "the text is cut off after byte 7",
    ["Zh"] = "the text is cut off after byte 2",
    ["é"] = "byte 1 is 0xc3, no letter of base64",
    ["data:image/png;base64,Zg=="] = "byte 5 is ':', no letter of base64; of a data URL it takes",
  }
  for text, message in pairs(texts) do fails("batch.unbase64: " .. message, batch.unbase64, text) end
  fails("batch.unbase64 takes a string, got a boolean", batch.unbase64, true)
  fails("batch.base64 takes a string, got a table", batch.base64, {})
end)

check("a data URL in a body", function(_, body)
  body.text = nil
  body.messages = { { role = "user", content = { { type = "image_url",
    image_url = { url = "data:image/png;base64," .. batch.base64("\x89PNG\r\n\x1a\n") } } } } }
  local url = json.decode(json.encode(body)).messages[1].content[1].image_url.url
  equal(batch.unbase64(url:match(",(.*)")), "\x89PNG\r\n\x1a\n")
end)

return testing.suite
