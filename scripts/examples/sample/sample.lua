-- Keeps a random sample, a fraction or a count: the same on each run, also when lines are added.
-- batchlua run -D fraction=0.4 -D seed=1 sample.lua input.jsonl
-- batchlua run -D count=3 -D seed=7 sample.lua input.jsonl
-- fails: batchlua run sample.lua input.jsonl # give either -D fraction=… or -D count=…

options = {
  fraction = { type = "number", help = "the part of the requests to keep, such as 0.1" },
  count = { type = "integer", help = "the number of requests; they stay in memory to the end" },
  seed = { default = 1, help = "another number gives another sample" },
}

-- The hash of its id puts each record at a place between 0 and 1, wherever it stands in the file.
local function place_of(rec)
  local hash = batch.hash(("%d %s"):format(args.seed, rec.custom_id or json.hash(rec.json)))
  return tonumber(hash:sub(1, 12), 16) / 16 ^ 12
end

local kept = {}

function begin()
  if (args.fraction == nil) == (args.count == nil) then
    error("give either -D fraction=… or -D count=…")
  end
end

function transform(rec)
  local place = place_of(rec)
  if args.fraction then return place < args.fraction end
  -- The records with the smallest places, in their order.
  local low, high = 1, #kept + 1
  while low < high do
    local middle = (low + high) // 2
    if kept[middle].place <= place then low = middle + 1 else high = middle end
  end
  if low <= args.count then
    table.insert(kept, low, { place = place, rec = rec })
    kept[args.count + 1] = nil
  end
  return false
end

function finish()
  table.sort(kept, function(a, b) return a.rec.index < b.rec.index end)
  for _, one in ipairs(kept) do batch.emit(one.rec) end
end
