-- Keeps the requests to send again: failed, without a result, and if asked what was cut short.
-- batchlua run -D results=results.jsonl -D results=errors.jsonl retry.lua input.jsonl
-- batchlua run -D cut_short -D results=results.jsonl -D results=errors.jsonl retry.lua input.jsonl

options = {
  results = { type = "file", many = true, required = true, help = "results and errors" },
  cut_short = { default = false, help = "also what ended for length: it is paid for once more" },
  label = { type = "string", help = "the label of Vertex AI's requests that holds the id" },
}

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

-- Of each id: "done" or "cut short". An answer counts, whatever else was written of its id.
local answers = {}

function begin()
  for _, path in ipairs(args.results) do
    for out in batch.reader(path, { type = "BatchRequestOutput" }) do
      local id = id_of(out)
      if out:ok() and answers[id] ~= "done" then
        answers[id] = out:finish_reason() == "length" and "cut short" or "done"
      end
    end
  end
end

local limits = { "max_tokens", "max_completion_tokens", "max_output_tokens", "maxOutputTokens",
  "maxTokens" }

function transform(req)
  local answer = answers[tostring(req.custom_id)]
  if answer == "done" or answer and not args.cut_short then return false end
  if not answer then return true end
  local body = req.body
  -- Gemini and Bedrock have the limit one level deeper.
  for _, place in ipairs{ body, body.generationConfig or {}, body.inferenceConfig or {} } do
    for _, key in ipairs(limits) do
      if math.type(place[key]) then
        place[key] = 2 * place[key]
        return true
      end
    end
  end
  -- Another answer may be shorter; if not, the request itself has to change.
  batch.log.warn("cut short without a limit that could be doubled; it is sent again as it is")
  return true
end
