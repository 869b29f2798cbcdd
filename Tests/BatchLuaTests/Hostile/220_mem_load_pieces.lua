-- expect: memory; pieces that are kept
function transform(r) local kept = {} load(function() kept[#kept + 1] = (" "):rep(1 << 20) .. #kept return "x=1 " end) while true do kept[#kept + 1] = (" "):rep(1 << 20) .. #kept end end
