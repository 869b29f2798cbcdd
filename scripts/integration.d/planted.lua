-- Mistakes, one on a line, that checkers must find. The comment is the number of the mistake.
---@param req batch.BatchRequestInput
function transform(req)
  local id = req.custom_idd -- 1
  req.url = 5 -- 2
  local file = io.open("x") -- 3
  local text = batch.readfil("x") -- 4
  local more = batch.readfile() -- 5
  local value = json.decod("{}") -- 6
  batch.log.inform("x") -- 7
  local url = batch.BatchEndpoint.chat_completion -- 8
  local made = batch.BatchRequestInput{ custom_id = 5, url = "/v1/embeddings", body = {} } -- 9
  local copy = req:copyy() -- 10
  local line = batch.current.lin -- 11
  tabel.insert({}, 1) -- 12
  return { id, file, text, more, value, url, made, copy, line }
end

---@param out batch.BatchRequestOutput
function filter(out)
  return out:okay() -- 13
end

---@param req batch.BatchRequestInput.chat_completions
local function body_of(req)
  local messages = req.body.mesages -- 14
  req.body.temperature = "hot" -- 15
  return messages
end

options = { body = { default = body_of } }
