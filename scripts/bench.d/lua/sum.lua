local total = 0

function transform(out)
  if out:ok() then
    total = total + out.response.body.usage.total_tokens
  end
  return false
end

function finish()
  print(total)
end
