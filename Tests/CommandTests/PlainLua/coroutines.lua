local function try(f, ...) print(pcall(f, ...)) end
local create, resume, yield, status, wrap = coroutine.create, coroutine.resume, coroutine.yield, coroutine.status, coroutine.wrap
local co = create(function(a, b) print(a, b) local c = yield(a + b) print(c) local d, e = yield(c * 2) print(d, e) return "end", 7 end)
print(resume(co, 1, 2)) print(status(co)) print(resume(co, 10)) print(resume(co, "x", "y")) print(status(co)) print(resume(co)) print(coroutine.close(co))
print(resume(create(function() error("in") end))) print(resume(create(function() error({}) end and function() error(nil) end))) print(resume(create(function() local x = nil + 1 end)))
local gen = wrap(function() for i = 1, 3 do yield(i) end end) print(gen(), gen(), gen(), gen()) try(gen) try(wrap(function() error("w") end)) try(wrap(function() error("w", 0) end)) try(wrap)
print(coroutine.isyieldable(), coroutine.running() ~= nil, select(2, coroutine.running())) wrap(function() print(coroutine.isyieldable(), select(2, coroutine.running())) end)()
try(yield, 1) try(resume) try(resume, 5) try(create) try(create, 5) try(status) try(coroutine.close, coroutine.running())
local outer outer = create(function() local inner = create(function() print(status(outer), pcall(coroutine.close, outer)) print(resume(outer)) yield() end) print(resume(inner)) print(status(inner), coroutine.close(inner), status(inner)) end) print(resume(outer))
print(resume(create(function() return pcall(function() yield("from pcall") error("after") end) end))) do local c = create(function() return pcall(function() yield(1) error("after", 0) end) end) print(resume(c)) print(resume(c)) end
do local c = create(function() return xpcall(function() return yield("x") end, print) end) print(resume(c)) print(resume(c, "y")) end
do local c = create(function() local a <close> = setmetatable({}, { __close = function(_, e) print("closing", e) end }) yield(1) end) print(resume(c)) print(coroutine.close(c)) print(status(c)) end
do local c = create(function() local a <close> = setmetatable({}, { __close = function() error("bad", 0) end }) yield(1) end) resume(c) print(coroutine.close(c)) print(status(c)) end
do local t = setmetatable({}, { __index = function(_, k) return yield(k) end, __add = function() return yield("add") end, __lt = function() return yield("lt") end, __concat = function() return yield("cat") end, __eq = function() return yield("eq") end })
  local c = wrap(function() return t.key, t + 1, t < t, t .. "x", t == setmetatable({}, getmetatable(t)) end) print(c()) print(c(1)) print(c(2)) print(c(true)) print(c("z")) print(c(false)) end
do local c = wrap(function() for k in (function() return yield("iter") end) do print(k) end return "done" end) print(c()) print(c("a")) print(c(nil)) end
do local c = wrap(function() for k, v in pairs(setmetatable({}, { __pairs = function(t) yield("p") return next, { 5 }, nil end })) do print(k, v) end end) print(c()) c() end
print(pcall(wrap(function() table.sort({ 3, 2, 1 }, function(a, b) yield() return a < b end) end))) print(pcall(wrap(function() ("x"):gsub("x", yield) end))) print(pcall(wrap(function() return load(yield) end)))
local function permutations(a, n) n = n or #a if n <= 1 then yield(table.concat(a)) else for i = 1, n do a[n], a[i] = a[i], a[n] permutations(a, n - 1) a[n], a[i] = a[i], a[n] end end end
for p in wrap(function() permutations { "a", "b", "c" } end) do io.write(p, " ") end print() local co2 = create(function() return resume(create(function() return yield(5) end)) end) print(resume(co2))
do local c c = wrap(function() return pcall(c) end) print(c()) end print(select("#", resume(create(function() return nil, nil end)))) print(resume(create(print), 1, 2)) print(resume(create(string.rep), "x")) print(resume(create(string.rep), "x", 3))
do local deep = 0 local function nest(n) if n == 0 then return "bottom" end return select(2, resume(create(nest), n - 1)) end print(nest(50)) end
function transform() end
