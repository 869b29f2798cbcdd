-- What a script sees of a request, whatever the profile's shape: args.text is the line it gets,
-- args.id where the id stands, args.body the member with the body, args.target whether lines have
-- a method and a url.
local testing = require("testing")
local check, equal, fails = testing.check, testing.equal, testing.fails
local BatchRequestInput = batch.BatchRequestInput

-- The line with another id and model.
local function line(id, model)
  return (args.text:gsub("ID", id):gsub("MODEL", model))
end

local function url() return args.target == "required" and "/v1/chat/completions" or nil end

check("it is a request", function(rec) equal(batch.type(rec), "BatchRequestInput") end)

check("custom_id can be read", function(rec) equal(rec.custom_id, "id-2") end)

check("custom_id can be set", function(rec)
  rec.custom_id = "new"
  equal(rec.custom_id, "new")
  equal(rec:encode(), line("new", "m"))
end)

check("custom_id takes strings only", function(rec)
  fails("custom_id takes a string, got the number 5", function() rec.custom_id = 5 end)
  fails("custom_id takes a string, got nil", function() rec.custom_id = nil end)
  equal(rec:encode(), line("id-4", "m"))
end)

check("the model can be swapped", function(rec)
  equal(rec.body.model, "m")
  rec.body.model = "other"
  equal(rec:encode(), line("id-5", "other"))
end)

check("body can be set, and keeps the id", function(rec)
  local body = { model = "new" }
  rec.body = body
  equal(rec.body.model, "new")
  equal(rec.custom_id, "id-6")
  local written = BatchRequestInput.decode(rec:encode())
  equal(written.body.model, "new")
  equal(written.custom_id, "id-6")
  equal(next(body, "model"), nil)
end)

check("a body of another record can be set", function(rec)
  local other = BatchRequestInput.decode(line("other", "n"))
  rec.body = other.body
  equal(rec.body.model, "n")
  equal(other.custom_id, "other")
end)

check("body takes objects only", function(rec)
  fails("takes a table or JSON object, or nil, got the string", function() rec.body = "x" end)
  equal(rec:encode(), line("id-8", "m"))
end)

check("method and url", function(rec)
  local target = args.target
  if target == "required" then
    equal(rec.method, "POST")
    equal(rec.url, "/v1/chat/completions")
  elseif target == "optional" then
    equal(rec.method, nil)
    rec.method, rec.url = "FILE", "/v1/audio/translations"
    equal(rec.method, "FILE")
    equal(rec.json.url, "/v1/audio/translations")
  else
    equal(rec.method, nil)
    equal(rec.url, nil)
    fails("have no 'method': it reads nil and cannot be assigned",
      function() rec.method = "POST" end)
    fails("have no 'url'", function() rec.url = "/v1/chat/completions" end)
    fails("have no 'url'", BatchRequestInput, { custom_id = "a", url = "/x", body = {} })
  end
  fails("has no field 'nonsense'", function() return rec.nonsense end)
end)

check("a new record", function()
  local rec = BatchRequestInput { custom_id = "new", url = url(), body = { model = "n" } }
  equal(rec.custom_id, "new")
  local written = json.decode(rec:encode())
  equal(written[args.body].model, "n")
  local place = written
  for key in args.id:gmatch("[^.]+") do place = place[key] end
  equal(place, "new")
  for key in pairs(written) do
    local is_known = key == args.body or args.id:find(key, 1, true) == 1
      or args.target == "required" and (key == "method" or key == "url")
    equal(is_known, true)
  end
end)

check("a new record with a body of another one", function(rec)
  local new = BatchRequestInput { custom_id = "new", url = url(), body = rec.body }
  equal(new.custom_id, "new")
  equal(new:encode(), line("new", "m"))
  equal(rec.custom_id, "id-11")
end)

check("records that share a table as body have their own ids", function()
  local body = { model = "n" }
  local a = BatchRequestInput { custom_id = "a", url = url(), body = body }
  local b = BatchRequestInput { custom_id = "b", url = url(), body = body }
  equal(a.custom_id, "a")
  equal(b.custom_id, "b")
end)

check("copies", function(rec)
  local copy = rec:copy()
  copy.custom_id, copy.body.model = "copy", "n"
  equal(copy:encode(), line("copy", "n"))
  equal(rec:encode(), line("id-13", "m"))
end)

check("validate", function(rec)
  equal(#rec:validate(), 0)
  rec.body.model = nil
  rec.body.stream = true
  local codes = {}
  for _, problem in ipairs(rec:validate()) do codes[problem.code] = problem end
  equal(codes.streaming_unsupported.param, args.body .. ".stream")
  equal(BatchRequestInput.decode("{}"):validate()[1].code, "missing_required_parameter")
end)

check("validate names the profile of other lines", function()
  local other = args.body == "body" and '{"key":"a","request":{"contents":[]}}'
    or '{"custom_id":"a","method":"POST","url":"/v1/responses","body":{"model":"m","input":""}}'
  local codes = {}
  for _, problem in ipairs(BatchRequestInput.decode(other):validate()) do
    codes[problem.code] = problem.message
  end
  equal(codes.other_profile, "This line is as the profile "
    .. (args.body == "body" and "gemini" or "openai") .. " has it.")
end)


return testing.suite
