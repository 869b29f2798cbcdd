-- Keeps a random sample, the same on each run with the same seed: a fraction or a count.
-- batchlua run -D fraction=0.4 -D seed=1 sample.lua input.jsonl
-- batchlua run -D count=3 -D seed=7 sample.lua input.jsonl
-- fails: batchlua run sample.lua input.jsonl # give either -D fraction=… or -D count=…

options = {
  fraction = { help = "the part of the requests to keep, such as 0.1" },
  count = { help = "the number of requests to keep; they stay in memory until the end" },
  seed = { default = "1", help = "another whole number gives another sample" },
}

local fraction, count, kept = nil, nil, {}

function begin()
  fraction, count = tonumber(args.fraction), math.tointeger(args.count)
  if not fraction == not count then error("give either -D fraction=… or -D count=…") end
  math.randomseed(math.tointeger(args.seed) or error("seed: a whole number is needed"))
end

function transform(rec)
  if fraction then return math.random() < fraction end
  -- Each of the n records so far is kept with the same chance, count / n.
  if #kept < count then
    kept[#kept + 1] = rec
  else
    local place = math.random(rec.index)
    if place <= count then kept[place] = rec end
  end
  return false
end

function finish()
  table.sort(kept, function(a, b) return a.index < b.index end)
  for _, rec in ipairs(kept) do batch.emit(rec) end
end
