-- Joins requests with their results into a CSV file: id, prompt, answer, reason, tokens, error.
-- batchlua run -D results=results.jsonl join-to-csv.lua input.jsonl

options = { results = { help = "the file of results" } }

local csv

-- RFC 4180: fields with separators, quotes or line ends in quotes, quotes doubled, CRLF.
local function write_row(...)
  local fields = table.pack(...)
  for i = 1, fields.n do
    local text = tostring(fields[i] == nil and "" or fields[i])
    if text:find('[",\r\n]') then text = '"' .. text:gsub('"', '""') .. '"' end
    fields[i] = text
  end
  csv:write(table.concat(fields, ",") .. "\r")
end

local results = {}

function begin()
  csv = batch.writer("joined.csv", { type = "text" })
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
