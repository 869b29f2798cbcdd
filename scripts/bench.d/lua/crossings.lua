-- The cost of accessing a record from Lua, compared with a table. Nanoseconds for each access, the
-- best of three loops, without the loop itself.
local N = 2000000
local function time(f)
  local best = math.huge
  for _ = 1, 3 do
    local start = os.clock()
    f()
    best = math.min(best, os.clock() - start)
  end
  return best / N * 1e9
end
function transform(req)
  local body, t = req.body, json.copy(req.body)
  local base = time(function() for _ = 1, N do local _ = t end end)
  local function line(name, f) print(("%-28s %6.1f ns"):format(name, time(f) - base)) end
  line("table [string]", function() for _ = 1, N do local _ = t.model end end)
  line("value [string]", function() for _ = 1, N do local _ = body.model end end)
  line("value [integer]", function() for _ = 1, N do local _ = body.max_tokens end end)
  line("value [object]", function() for _ = 1, N do local _ = body.messages end end)
  line("value [absent]", function() for _ = 1, N do local _ = body.nothing end end)
  line("record [string]", function() for _ = 1, N do local _ = req.custom_id end end)
  line("record.body", function() for _ = 1, N do local _ = req.body end end)
  line("value write same", function() for _ = 1, N do body.model = "x" end end)
  line("value write integer", function() for i = 1, N do body.n = i end end)
  line("table write integer", function() for i = 1, N do t.n = i end end)
  line("array length", function() for i = 1, N do local _ = #body.messages end end)
  return false
end
