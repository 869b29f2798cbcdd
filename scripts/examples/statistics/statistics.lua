-- Counts requests by url and model, and estimates their tokens by characters; one JSON line.
-- batchlua run --type BatchRequestInput --to json statistics.lua input.jsonl

local groups = {}

-- Members that hold texts, or what holds them, at all endpoints.
local texts = { "messages", "input", "prompt", "instructions", "system", "contents", "content",
  "parts", "text", "output", "arguments", "tool_calls", "function", "documents", "query" }

-- The characters of all texts in a value: a string, an object with some of them, or a list.
local function characters(value)
  -- In arrays of token numbers each stands for about four characters.
  if math.type(value) then return 4 end
  if type(value) == "string" then return utf8.len(value) end
  if type(value) ~= "table" then return 0 end
  local sum = 0
  if json.type(value) == "array" then
    for _, element in ipairs(value) do sum = sum + characters(element) end
  else
    for _, key in ipairs(texts) do sum = sum + characters(value[key]) end
  end
  return sum
end

function transform(rec)
  local body = rec.body or {}
  local tokens = (characters(body) + 3) // 4
  -- Shapes without a url or a model have it where the job is made.
  local url, model = tostring(rec.url or ""), tostring(body.model or "")
  local by_model = groups[url] or {}
  groups[url] = by_model
  local list = by_model[model] or {}
  by_model[model] = list
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
      local total = 0 ---@type number
      for _, tokens in ipairs(list) do total = total + tokens end
      by_model[model] = { requests = #list,
        tokens = { min = list[1], median = median(list), max = list[#list], total = total } }
    end
  end
  batch.emit(groups)
end
