-- Joins requests with their results into a CSV file: id, prompt, answer, reason, tokens, error.
-- batchlua run --quiet -D results=results.jsonl join-to-csv.lua input.jsonl 2> joined.csv

options = { results = { help = "the file of results" } }

-- Standard output carries JSON lines only: the rows go to standard error, by print.
-- RFC 4180: fields with separators, quotes or line ends in quotes, quotes doubled, CRLF.
local function write_row(...)
  local fields = table.pack(...)
  for i = 1, fields.n do
    local text = tostring(fields[i] == nil and "" or fields[i])
    if text:find('[",\r\n]') then text = '"' .. text:gsub('"', '""') .. '"' end
    fields[i] = text
  end
  print(table.concat(fields, ",") .. "\r")
end

local results = {}

function begin()
  for out in batch.reader(args.results or error("-D results=FILE is needed")) do
    results[out.custom_id] = out
  end
  write_row("custom_id", "prompt", "answer", "finish_reason", "tokens", "error")
end

function transform(req)
  local prompt = req.body.messages[#req.body.messages].content
  if type(prompt) ~= "string" then prompt = json.encode(prompt) end
  local out = results[req.custom_id]
  if not out then
    write_row(req.custom_id, prompt, nil, nil, nil, "no result")
  elseif not out:ok() then
    local code, message = out:failure()
    write_row(req.custom_id, prompt, nil, nil, nil, code .. ": " .. message)
  else
    local body = out.response.body
    local choice = body.choices[1]
    write_row(req.custom_id, prompt, choice.message.content, choice.finish_reason,
      body.usage and body.usage.total_tokens)
  end
  return false
end
