-- expect: denied; what modules find of debug changes nothing and gives no functions away
local get = load("return debug.getinfo, debug.setmetatable, debug.getmetatable, debug.sethook", "@testing.lua")
local info, set, getmeta = get()
if info and info(1).func then error("ESCAPE: func") end
if set then pcall(set, "", {}) if getmetatable("") ~= false then error("ESCAPE: set") end end
if getmeta and type(getmeta("")) == "table" then error("ESCAPE: get") end
function transform(r) end
