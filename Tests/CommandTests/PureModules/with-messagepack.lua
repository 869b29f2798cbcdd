local mp = require "MessagePack"
local function hex(s) return (s:gsub(".", function(c) return ("%02x"):format(c:byte()) end)) end
for _, value in ipairs { 0, -1, 127, 128, 65536, -2^31 // 1 | 0, 1.5, true, "", ("x"):rep(40), { 1, 2 }, {} } do
  print(hex(mp.pack(value)), mp.pack(mp.unpack(mp.pack(value))) == mp.pack(value))
end
local t = mp.unpack(mp.pack { name = "n", list = { 1, { 2 } } })
print(t.name, t.list[2][1])
print(pcall(mp.unpack, "\xc1"))
function transform() end
