-- Keeps the requests to send again: failed, without a result, or cut short, with twice the room.
-- batchlua run -D results=results.jsonl,errors.jsonl retry.lua input.jsonl

options = { results = { help = "files of results and errors, with commas between them" } }

local succeeded, cut_short = {}, {}

-- Chat completions and legacy ones have a reason for each choice, responses have a status.
local function is_cut_short(body)
  for _, choice in ipairs(body.choices or {}) do
    if choice.finish_reason == "length" then return true end
  end
  local details = body.incomplete_details
  return details ~= nil and details.reason == "max_output_tokens"
end

function begin()
  for path in (args.results or error("-D results=FILE,… is needed")):gmatch("[^,]+") do
    for out in batch.reader(path, { type = "BatchRequestOutput" }) do
      if out:ok() then
        succeeded[out.custom_id] = true
        cut_short[out.custom_id] = is_cut_short(out.response.body)
      end
    end
  end
end

function transform(req)
  if not succeeded[req.custom_id] then return true end
  if not cut_short[req.custom_id] then return false end
  local body = req.body
  for _, key in ipairs{ "max_tokens", "max_completion_tokens", "max_output_tokens" } do
    if body[key] then
      body[key] = 2 * body[key]
      return true
    end
  end
  -- Another answer may be shorter; if not, the request itself has to change.
  batch.log.warn("cut short without a limit that could be doubled; it is sent again as it is")
  return true
end
