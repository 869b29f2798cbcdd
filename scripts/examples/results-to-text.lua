-- Takes the text of each answer out of a file of chat results; a failure has its message instead.
-- batchlua run --type json results-to-text.lua results.jsonl

local function failure(out)
  local problem = out.error or out.response.body.error
  return type(problem) == "string" and problem or problem.message or problem.code
end

function transform(out)
  local response = out.response
  if out.error or response.status_code // 100 ~= 2 then
    return { custom_id = out.custom_id, error = failure(out) }
  end
  return { custom_id = out.custom_id, text = response.body.choices[1].message.content }
end
