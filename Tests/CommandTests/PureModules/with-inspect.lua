local inspect = require "inspect"
print(inspect { 1, 2, { a = "b", [3.5] = true } })
print(inspect({ x = { y = { z = 1 } } }, { depth = 2 }))
print(inspect(setmetatable({ 1 }, { __index = {} })))
print(inspect({ a = 1, secret = 2 }, { process = function(item, path)
  if path[#path] ~= "secret" then return item end
end }))
function transform() end
