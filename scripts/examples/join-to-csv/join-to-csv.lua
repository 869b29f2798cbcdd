-- Joins requests with their results into a CSV file: id, prompt, answer, reason, tokens, error.
-- batchlua run --to csv -o joined.csv -D results=results.jsonl join-to-csv.lua input.jsonl

options = {
  results = { type = "file", many = true, required = true, help = "results and errors" },
  label = { type = "string", help = "the label of Vertex AI's requests that holds the id" },
}

columns = { "custom_id", "prompt", "answer", "finish_reason", "tokens", "error" }

-- Services keep the id in different members; at Vertex AI it is a label of the request.
local function id_of(out)
  local line = out.json
  local id = out.custom_id or line.key or line.recordId
  for name, value in pairs(line.request and line.request.labels or {}) do
    if name == args.label or not args.label and name:find("custom_id$") then id = id or value end
  end
  return id and tostring(id)
    or error(("%s:%d: a result without an id"):format(out.file, out.line), 0)
end

-- The last answer counts, and of ids without one the last failure.
local results = {}

function begin()
  for _, path in ipairs(args.results) do
    for out in batch.reader(path, { type = "BatchRequestOutput" }) do
      local id = id_of(out)
      if out:ok() or not (results[id] and results[id]:ok()) then results[id] = out end
    end
  end
end

-- What was asked, whatever the endpoint: the last message of a conversation, or the input.
local function prompt_of(body)
  local list = body.messages or body.contents or body.input or body.prompt
  if type(list) ~= "table" then return list end
  local last = list[#list]
  if type(last) ~= "table" then return json.encode(list) end
  local content = last.content or last.parts or last
  return type(content) == "string" and content or json.encode(content)
end

function transform(req)
  local row = { custom_id = req.custom_id, prompt = prompt_of(req.body or {}) }
  local out = results[tostring(req.custom_id)]
  if not out then
    row.error = "no result"
  elseif not out:ok() then
    row.error = ("%s: %s"):format(out:failure())
  else
    row.answer, row.finish_reason, row.tokens = out:text(), out:finish_reason(), out:usage().total
  end
  return row
end
