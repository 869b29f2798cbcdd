local strict = require "pl.strict"
local m = strict.module("M", { x = 1 }, { y = true })
print(m.x, m.y, pcall(function() return m.z end))
print(pcall(function() return undefined_variable end))
print(pcall(function() undefined_variable = 1 end))
function transform() end
