-- expect: error; modules that require each other
package.preload.a = function() return require("b") end
package.preload.b = function() return require("a") end
function transform(r) require("a") end
