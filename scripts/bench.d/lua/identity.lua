stateless = true

function transform(req)
end
