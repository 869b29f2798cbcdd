-- Marks each request with the name of a job, to find its completion again in the dashboard.
-- batchlua run -D job=spring-26 inject-metadata.lua requests.jsonl

local job = args.job or error("the name of the job is missing: -D job=NAME", 0)

function transform(req)
  local body = req.body
  body.metadata = body.metadata or {}
  body.metadata.job = job
  -- OpenAI refuses 'metadata' on chat completions unless they are stored.
  body.store = true
end
