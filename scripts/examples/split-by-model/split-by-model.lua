-- Writes the requests of each model to files of their own, as the service takes one model a file.
-- batchlua run -D max_requests=2 split-by-model.lua input.jsonl

options = { max_requests = { default = 50000, help = "requests that a file may have" } }

local writers = {} ---@type table<string, batch.writer>

local function writer_for(model)
  -- Names such as "ft:gpt-4o:org/7" hold characters that file names should not; written as in
  -- URLs, no two models get the same name.
  local name = model:gsub("[^%w._-]", function(c) return ("%%%02X"):format(c:byte()) end)
  if not writers[name] then
    writers[name] = batch.writer("by-model/" .. name .. "-{part:03}.jsonl",
      { max_requests = args.max_requests, max_bytes = "200MB" })
  end
  return writers[name]
end

function transform(rec)
  local model = rec.body and rec.body.model
  if type(model) ~= "string" then error("body.model is missing") end
  writer_for(model):write(rec)
  return false
end

function finish()
  for name, writer in pairs(writers) do
    batch.log.info("%s: %d requests in %d files", name, writer.count, writer.part)
  end
end
