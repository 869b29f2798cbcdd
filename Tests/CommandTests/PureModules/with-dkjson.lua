local dkjson = require "dkjson"
local value = { 1, 2.5, { a = dkjson.null, b = { "x", "\u{20ac}\n" } } }
print(dkjson.encode(value, { indent = true, keyorder = { "a", "b" } }))
print(dkjson.decode('{"a":[1,2,{"b":null}]}').a[3].b)
print(dkjson.decode('[1,,2]'))
print(dkjson.use_lpeg == nil, dkjson.version)
function transform() end
