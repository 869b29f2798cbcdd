-- expect: timeout; a reader in C, which no hook stops, refused again and again
function transform(r) while true do load(os.clock) load(json.array) load(collectgarbage) end end
