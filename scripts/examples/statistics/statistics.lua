-- Counts requests by url and model, and estimates their tokens by characters; one JSON line.
-- batchlua run --type json statistics.lua input.jsonl

local groups = {}

-- The characters of all texts in a value: a string, parts, messages, or lists of them.
local function characters(value)
  -- A table shows arrays of token numbers, too: each stands for about four characters.
  if type(value) == "number" then return 4 end
  if type(value) == "string" then return utf8.len(value) end
  if type(value) ~= "table" then return 0 end
  local sum = characters(value.content) + characters(value.text)
  for _, element in ipairs(value) do sum = sum + characters(element) end
  return sum
end

function transform(rec)
  local body = rec.body
  local tokens = (characters(body.messages) + characters(body.input) + characters(body.prompt)
    + characters(body.instructions) + 3) // 4
  local by_model = groups[rec.url] or {}
  groups[rec.url] = by_model
  local list = by_model[body.model] or {}
  by_model[body.model] = list
  list[#list + 1] = tokens
  return false
end

local function median(sorted)
  local middle = (#sorted + 1) // 2
  if #sorted % 2 == 1 then return sorted[middle] end
  return (sorted[middle] + sorted[middle + 1]) / 2
end

function finish()
  for _, by_model in pairs(groups) do
    for model, list in pairs(by_model) do
      table.sort(list)
      local total = 0
      for _, tokens in ipairs(list) do total = total + tokens end
      by_model[model] = { requests = #list,
        tokens = { min = list[1], median = median(list), max = list[#list], total = total } }
    end
  end
  batch.emit(groups)
end
