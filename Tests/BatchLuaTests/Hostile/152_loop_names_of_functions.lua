-- expect: timeout; names of functions are looked for in what a script fills
for i = 1, 1e5 do package.loaded["m" .. i] = { f = i } end
function transform(r) while true do pcall(string.rep) end end
