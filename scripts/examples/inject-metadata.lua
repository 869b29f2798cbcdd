-- Marks each request with the name of a job, to find its answer again in the dashboard.
-- batchlua run -D job=spring-26 inject-metadata.lua requests.jsonl

options = { job = { type = "string", required = true, help = "the name of the job" } }

function transform(req)
  local url, body = tostring(req.url), req.body
  if not url:find("/chat/completions$") and not url:find("/responses$") then
    error("url: " .. url .. " takes no metadata; chat completions and responses do", 0)
  end
  body.metadata = body.metadata or {}
  body.metadata.job = args.job
  -- OpenAI refuses 'metadata' on chat completions unless they are stored.
  body.store = true
end
