-- expect: timeout; pieces of one byte, for ever
function transform(r) while true do load(function() return " " end) end end
