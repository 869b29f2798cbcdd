-- The peer for Lua without batchlua: lua5.4 with lua-cjson. cjson.lua TASK FILE
local cjson = require("cjson")
cjson.encode_number_precision(14)

local function swap(rec)
  rec.body.model = "gpt-5-mini"
  rec.body.metadata = rec.body.metadata or {}
  rec.body.metadata.job = "nightly"
  return rec
end

local function rebuild(rec)
  rec.body.model = "gpt-5-mini"
  return rec
end

local task = assert(({ swap = swap, rebuild = rebuild })[arg[1]], "no such task")
io.stdout:setvbuf("full", 1 << 16)
for line in io.lines(arg[2]) do
  io.write(cjson.encode(task(cjson.decode(line))), "\n")
end
