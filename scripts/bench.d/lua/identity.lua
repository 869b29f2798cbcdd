function transform(req)
end
