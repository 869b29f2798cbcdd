-- Replaces e-mail addresses, card numbers and phone numbers in the texts of requests.
-- batchlua run anonymise.lua input.jsonl
-- batchlua run --profile generic anonymise.lua others.jsonl

local counts = { email = 0, card = 0, phone = 0 }

-- The check digit of card numbers: long order numbers seldom pass it by chance.
local function is_card(digits)
  if #digits < 13 or #digits > 19 then return false end
  local sum = 0 ---@type number
  for i = 1, #digits do
    local digit = digits:byte(-i) - 48
    if i % 2 == 0 then digit = digit * 2 end
    sum = sum + (digit > 9 and digit - 9 or digit)
  end
  return sum % 10 == 0
end

local function replace_number(text)
  local digits = text:gsub("%D", "")
  if is_card(digits) then
    counts.card = counts.card + 1
    return "[card]"
  end
  -- Phone numbers have a plus sign, or groups of digits; nine digits rule out dates.
  if #digits >= 9 and #digits <= 15 and text:find("[+ ()-]") then
    counts.phone = counts.phone + 1
    return "[phone]"
  end
end

local function clean(text)
  local emails
  text, emails = text:gsub("[%w._%%+-]+@[%w.-]+%.%a%a+", "[email]")
  counts.email = counts.email + emails
  return (text:gsub("[+(]?%d[%d ()-]+%d", replace_number))
end

-- Members of a body whose texts come from people, at all endpoints; not the addresses of images.
local texts = { messages = true, input = true, prompt = true, instructions = true, system = true,
  content = true, contents = true, parts = true, text = true, output = true, arguments = true,
  tool_calls = true, ["function"] = true, documents = true, query = true }

local function clean_all(object)
  for key, value in pairs(object) do
    if type(key) == "number" or texts[key] then
      if type(value) == "string" then
        object[key] = clean(value)
      elseif type(value) == "table" then
        clean_all(value)
      end
    end
  end
end

function transform(rec)
  if rec.body then clean_all(rec.body) end
end

function finish()
  print(string.format("replaced: %d e-mail addresses, %d card numbers, %d phone numbers",
    counts.email, counts.card, counts.phone))
end
