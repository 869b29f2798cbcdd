stateless = true

function transform(req)
  req.body.model = "gpt-5-mini"
  local metadata = req.body.metadata
  if metadata then
    metadata.job = "nightly"
  else
    req.body.metadata = { job = "nightly" }
  end
end
