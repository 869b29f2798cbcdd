-- Takes the text of each answer out of a file of results; a failure has its message instead.
-- batchlua run --type BatchRequestOutput --to json results-to-text.lua results.jsonl

function transform(out)
  local id = out.custom_id or out.json.key or out.json.recordId -- of Gemini and Bedrock
  local _, message = out:failure()
  return { custom_id = id, text = out:text(), error = message }
end
