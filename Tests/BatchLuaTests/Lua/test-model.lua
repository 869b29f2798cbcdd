-- The other types of the model, their lists, and what all types have.
local testing = require("testing")
local check, equal, fails = testing.check, testing.equal, testing.fails

local page_text = [[{"object":"list","data":[{"id":"b1","object":"batch","endpoint":"/v1/embeddings",
  "errors":{"object":"list","data":[{"code":"c","message":"m","param":null,"line":3}]},
  "input_file_id":"f","completion_window":"24h","status":"in_progress","created_at":1,
  "request_counts":{"total":3,"completed":1,"failed":0},"metadata":null,"new":1}],
  "first_id":"b1","last_id":null,"has_more":true}]]

check("nested fields are model values", function()
  local page = batch.ListBatchesResponse.decode(page_text)
  equal(batch.type(page), "ListBatchesResponse")
  equal(#page.data, 1)
  equal(batch.type(page.data[1]), "Batch")
  equal(batch.type(page.data[1].request_counts), "BatchRequestCounts")
  equal(page.data[1].request_counts.total, 3)
  equal(batch.type(page.data[1].errors), "BatchErrors")
  equal(batch.type(page.data[1].errors.data[1]), "BatchError")
  equal(page.data[1].errors.data[1].line, 3)
  equal(page.data[1].errors.data[1].param, nil)
  equal(page.data[1] == page.data[1], true)
  equal(page.data[1].json.new, 1)
  for i, item in ipairs(page.data) do equal(batch.type(item) .. i, "Batch1") end
  for i, item in pairs(page.data) do equal(batch.type(item) .. i, "Batch1") end
  equal(page.has_more, true)
  equal(page.last_id, nil)
end)

check("nested fields can be set", function()
  local page = batch.ListBatchesResponse.decode(page_text)
  page.data[1].request_counts.total = 4
  page.data[1].status = batch.BatchStatus.completed
  page.data[1].output_file_id = "o"
  page.data[1].request_counts = { total = 1, completed = 1, failed = 0 }
  equal(batch.type(page.data[1].request_counts), "BatchRequestCounts")
  equal(page.data[1].request_counts.completed, 1)
  page.data[1].errors = nil
  local again = batch.ListBatchesResponse.decode(page:encode())
  equal(again.data[1].status, "completed")
  equal(again.data[1].request_counts.total, 1)
  equal(again.data[1].errors, nil)
end)

check("wrong types are refused", function()
  local page = batch.ListBatchesResponse.decode(page_text)
  local first = page.data[1]
  fails("total takes an integer, got the string \"x\"", function() first.request_counts.total = "x" end)
  fails("created_at takes an integer, got the number 1.5", function() first.created_at = 1.5 end)
  fails("has_more takes true or false, got the number 1", function() page.has_more = 1 end)
  fails("id takes a string, got nil", function() first.id = nil end)
  fails("errors takes a BatchErrors or a table, or nil", function() first.errors = "no" end)
  fails("object takes the string \"batch\"", function() first.object = "list" end)
  fails("did you mean 'status'?", function() return first.stauts end)
  fails("did you mean 'completed'?", function() first.request_counts.complete = 1 end)
end)

check("constructors make every type", function()
  for _, name in ipairs { "Batch", "BatchErrors", "BatchError", "BatchRequestCounts",
    "ListBatchesResponse", "BatchRequest", "BatchRequestInput", "BatchRequestOutput",
    "BatchRequestOutputResponse", "BatchRequestOutputError" } do
    local class = batch[name]
    equal(batch.type(class.decode("{}")), name)
    fails("expected a JSON object", class.decode, "[]")
    fails("byte", class.decode, "{")
    fails("takes a table of its fields", class, 1)
    fails("has no field 'nonsense'", class, { nonsense = 1 })
  end
  equal(batch.BatchRequest { input_file_id = "f" }:encode(),
    '{"input_file_id":"f","endpoint":"/v1/chat/completions","completion_window":"24h","metadata":null}')
  fails("input_file_id takes a string, got nil", batch.BatchRequest, {})
  local errors = batch.BatchErrors { data = { batch.BatchError { code = "c", line = 2 } } }
  equal(errors.data[1].code, "c")
  equal(batch.type(errors.data[1]), "BatchError")
  local list = batch.ListBatchesResponse { data = {}, has_more = false }
  equal(list:encode(), '{"object":"list","data":[],"first_id":null,"last_id":null,"has_more":false}')
end)

check("validate says what is wrong", function(req)
  equal(req:validate()[1].param, "body.metadata")
  req.body.store = true
  equal(#req:validate(), 0)
  local bad = req:copy()
  bad.json.method = "GET"
  bad.json.url = "/nowhere"
  bad.json.custom_id = nil
  bad.body.stream = true
  local codes = {}
  for _, problem in ipairs(bad:validate()) do
    equal(batch.type(problem), "BatchError")
    equal(problem.line, req.line)
    codes[#codes + 1] = problem.code
  end
  table.sort(codes)
  equal(table.concat(codes, " "),
    "invalid_method invalid_url missing_required_parameter streaming_unsupported")
  local chat = batch.BatchRequestInput {
    custom_id = "a", url = "/v1/chat/completions", body = json.object {} }
  equal(#chat:validate(), 2)
  equal(chat:validate()[2].param, "body.messages")
  equal(batch.Batch.decode("{}"):validate()[1].code, "missing_required_parameter")
  equal(batch.Batch.decode('{"id":1}'):validate()[1].param, "id")
end)

check("tables in fields of the model are checked all the way down", function()
  local b = batch.Batch.decode('{"id":"b"}')
  fails('request_counts.total takes an integer, got the string "x"',
    function() b.request_counts = { total = "x" } end)
  fails("errors.data[2].code takes a string, or nil, got the number 5",
    function() b.errors = { data = { {}, { code = 5 } } } end)
  fails("errors.data[1] takes a BatchError or a table, got the number 5",
    function() b.errors = { data = { 5 } } end)
  fails("errors.data[1] takes a BatchError or a table, got json.null",
    function() b.errors = { data = { json.null } } end)
  fails("errors.data[1]: a BatchError has no field 'cod'; did you mean 'code'?",
    function() b.errors = { data = { { cod = "c" } } } end)
  fails("errors.data[1] takes a BatchError or a table, got a BatchRequestCounts",
    function() b.errors = { data = { batch.BatchRequestCounts {} } } end)
  fails('errors.data takes an array of BatchError, or nil, got the string "x"',
    function() b.errors = { data = "x" } end)
  fails("errors takes a BatchErrors or a table, got an array",
    function() b.errors = { 1 } end)
  fails("request_counts.total: a function has no JSON form",
    function() b.request_counts = { total = print } end)
  fails("metadata takes a table or JSON object, or nil, got an array",
    function() b.metadata = { "a" } end)
  equal(b:encode(), '{"id":"b"}')
  fails('response.status_code takes an integer, got the string "no"', batch.BatchRequestOutput,
    { custom_id = "a", response = { status_code = "no" } })
  fails("data[1].request_counts.failed takes an integer, got true", batch.ListBatchesResponse,
    { data = { { id = "b", request_counts = { failed = true } } } })
  b.errors = { data = {} }
  equal(b:encode(), '{"id":"b","errors":{"data":[]}}')
end)

check("JSON objects in fields of the model are checked and read as its types", function()
  local b = batch.Batch.decode('{"id":"b","spare":{"data":[{"code":"s"}]}}')
  fails("errors.data[1].code takes a string, or nil, got true",
    function() b.errors = json.decode('{"data":[{"code":true}]}') end)
  local value = json.decode('{"data":[{"code":"c","extra":1}]}')
  b.errors = value
  equal(batch.type(b.errors.data[1]), "BatchError")
  b.errors.data[1].code = "d"
  equal(value.data[1].code, "d")
  equal(json.encode(b.json.errors), '{"data":[{"code":"d","extra":1}]}')
  b.errors = b.json.spare
  equal(batch.type(b.errors.data[1]), "BatchError")
  local other = batch.Batch.decode('{"id":"b","errors":{"data":[{"code":7}]}}')
  b.errors = { data = { other.errors.data[1] } }
  equal(b.errors.data[1].code, 7)
end)

check("elements of lists of the model are checked and read as its type", function()
  local errors = batch.BatchErrors { data = {} }
  errors.data[1] = { code = "a" }
  errors.data[#errors.data + 1] = {}
  table.insert(errors.data, { code = "c" })
  table.insert(errors.data, 1, json.decode('{"code":"first"}'))
  errors.data:insert(batch.BatchError { code = "last" })
  for _, item in ipairs(errors.data) do equal(batch.type(item), "BatchError") end
  errors.data[3].message = "set"
  equal(errors.data[3]:encode(), '{"message":"set"}')
  fails('data[2] takes a BatchError or a table, got the string "str"',
    function() errors.data[2] = "str" end)
  fails("data[2].line takes an integer, or nil, got the string",
    function() errors.data[2] = { line = "x" } end)
  fails("data[6] takes a BatchError or a table, got the number 5", table.insert, errors.data, 5)
  fails("data[1].code takes a string", table.insert, errors.data, 1, { code = {} })
  fails("data[1] takes a BatchError or a table, got a BatchErrors",
    function() errors.data[1] = errors end)
  table.sort(errors.data, function(a, b) return (a.code or "") < (b.code or "") end)
  equal(table.remove(errors.data).code, "last")
  equal(errors:encode(), '{"object":"list","data":[{"message":"set"},{"code":"a"},{"code":"c"},'
    .. '{"code":"first"}]}')
  local page = batch.ListBatchesResponse.decode(page_text)
  fails("data[1].errors.data[1].line takes an integer",
    function() page.data[1].errors.data[1].line = "x" end)
  table.insert(page.data, { id = "b2", request_counts = { total = 1 } })
  equal(batch.type(page.data[2].request_counts), "BatchRequestCounts")
  page.data = page.data:filter(function(item) return item.request_counts.total > 1 end)
  equal(page.data[1].json.new, 1)
  equal(#page.data, 1)
end)

check("validate looks all the way down", function()
  local text = page_text:gsub('"line":3', '"line":"x"'):gsub('"failed":0', '"failed":null')
  local page = batch.ListBatchesResponse.decode(text)
  local found = {}
  for i, problem in ipairs(page:validate()) do found[i] = problem.code .. " " .. problem.param end
  equal(table.concat(found, ", "), "invalid_type data[1].errors.data[1].line, "
    .. "missing_required_parameter data[1].request_counts.failed")
  page.json.data[2] = "x"
  equal(page:validate()[3].param, "data[2]")
  equal(#batch.ListBatchesResponse.decode(page_text):validate(), 0)
  local out = batch.BatchRequestOutput.decode('{"custom_id":"a","response":{"status_code":"no"}}')
  equal(out:validate()[1].param, "response.status_code")
  for _, text in ipairs { '{"custom_id":"","response":null}', '{"response":null}' } do
    local problems = batch.BatchRequestOutput.decode(text):validate()
    equal(#problems, 1)
    equal(problems[1].param, "custom_id")
  end
end)

check("the fields of the model have their order in tables too", function()
  equal(json.encode { failed = 0, completed = 1, total = 1, zeta = 1, also = 2 },
    '{"total":1,"completed":1,"failed":0,"also":2,"zeta":1}')
  local b = batch.Batch.decode("{}")
  b.request_counts = { completed = 1, failed = 0, total = 1 }
  equal(b:encode(), '{"request_counts":{"total":1,"completed":1,"failed":0}}')
end)

check("string types have named values", function()
  equal(batch.BatchEndpoint.chat_completions, "/v1/chat/completions")
  equal(batch.BatchEndpoint.values[1] ~= nil and #batch.BatchEndpoint.values, 8)
  equal(#batch.BatchStatus.values, 8)
  equal(batch.BatchStatus.in_progress, "in_progress")
  equal(batch.BatchCompletionWindow.values[1], "24h")
  equal(batch.BatchRequestInputMethod.POST, "POST")
end)

check("methods of arrays, also of those a script makes", function(_, body)
  equal(#body.messages:filter(function(m) return m.role == "user" end), 1)
  local names = body.messages:map(function(m) return m.role end)
  equal(table.concat(names, ","), "system,user")
  equal(names:find(function(name) return name == "user" end), "user")
  equal(#json.array { 1, 2 }:extend { 3 }, 3)
  equal(json.encode(json.array {}:map(print)), "[]")
  body.messages:insert({ role = "user", content = "more" })
  equal(#body.messages, 3)
  equal(body.messages:remove(1).role, "system")
end)

check("what has no type gives nil, and arrays grow by table.move", function()
  equal(select("#", batch.type(5)), 1)
  equal(select("#", json.type(print)), 1)
  local list = json.decode("[1,2,3]")
  table.move(list, 1, 3, 3)
  equal(json.encode(list), "[1,2,1,2,3]")
  equal(json.encode(table.move({ 8, 9 }, 1, 2, 1, list)), "[8,9,1,2,3]")
end)

return testing.suite
