stateless = true

function filter(req)
  return req.custom_id:sub(-1) == "7"
end
