stateless = true

-- The whole body as plain Lua tables, written anew.
function transform(req)
  local body = json.copy(req.body)
  body.model = "gpt-5-mini"
  req.body = body
end
