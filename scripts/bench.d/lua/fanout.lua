stateless = true

function transform(req)
  local a, b = req:copy(), req:copy()
  a.custom_id, a.body.model = req.custom_id .. "-a", "gpt-5-mini"
  b.custom_id, b.body.model = req.custom_id .. "-b", "gpt-5-nano"
  return a, b
end
