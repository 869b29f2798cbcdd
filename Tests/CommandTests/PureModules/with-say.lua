local say = require "say"
say:set_namespace("de")
say:set("greeting", "Hallo %s, %s")
say:set_namespace("en")
say:set("greeting", "Hello %s, %s")
say:set("only", "English")
print(say("greeting", { "A", "B" }))
say:set_namespace("de")
print(say("greeting", { "A", nil, n = 2 }), say("only"), say("none"))
function transform() end
