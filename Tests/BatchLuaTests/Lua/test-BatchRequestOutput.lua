-- The types BatchRequestOutput, BatchRequestOutputResponse and BatchRequestOutputError, by field.
local testing = require("testing")
local check, equal, fails = testing.check, testing.equal, testing.fails

local BatchRequestOutput = batch.BatchRequestOutput

local function decode(text) return BatchRequestOutput.decode(text) end

local function failure(text)
  local code, message = decode(text):failure()
  return tostring(code) .. "|" .. tostring(message)
end

check("the fields can be read", function(out)
  equal(batch.type(out), "BatchRequestOutput")
  equal(out.id, "batch_req_1")
  equal(out.custom_id, "id-1")
  equal(out.error, nil)
  equal(batch.type(out.response), "BatchRequestOutputResponse")
  equal(out.response.status_code, 200)
  equal(out.response.request_id, "r1")
  equal(out.response.body.choices[1].message.content, "Hello")
end)

check("id can be set", function(out)
  out.id = "x"
  equal(out.id, "x")
  out.id = nil
  equal(out.id, nil)
  fails("id takes a string", function() out.id = 5 end)
end)

check("custom_id can be set", function(out)
  out.custom_id = "x"
  equal(json.decode(out:encode()).custom_id, "x")
  fails("custom_id takes a string", function() out.custom_id = nil end)
end)

check("response fields can be set", function(out)
  local response = out.response
  response.status_code = 500
  response.request_id = "r2"
  response.body = { x = 1 }
  equal(out.response.status_code, 500)
  equal(json.encode(json.decode(out:encode()).response),
    '{"status_code":500,"request_id":"r2","body":{"x":1}}')
end)

check("response fields take their types only", function(out)
  fails("status_code takes an integer", function() out.response.status_code = "200" end)
  fails("status_code takes an integer", function() out.response.status_code = 200.5 end)
  fails("request_id takes a string", function() out.response.request_id = 5 end)
  fails("did you mean 'status_code'?", function() return out.response.statuscode end)
end)

check("status_code takes a float that is an integer",
  function(out) out.response.status_code = 200.0 end)

check("response can be set", function(out)
  local other = decode('{"custom_id":"b","response":{"status_code":201}}')
  out.response = other.response
  equal(out.response.status_code, 201)
  out.response = json.decode('{"status_code":202}')
  equal(out.response.status_code, 202)
  out.response = nil
  equal(out.response, nil)
  fails("response takes a BatchRequestOutputResponse", function() out.response = "x" end)
  fails("response takes a BatchRequestOutputResponse", function() out.response = out end)
end)

check("response set to a Lua table", function(out)
  out.response = { status_code = 203 }
  equal(out.response.status_code, 203)
  equal(json.decode(out:encode()).response.status_code, 203)
end)

check("response set to a Lua table reads as its type", function(out)
    out.response = { status_code = 203 }
    equal(batch.type(out.response), "BatchRequestOutputResponse")
  end)

check("ok and failure see a response that is a Lua table", function(out)
    out.response = { status_code = 200, body = { choices = { { text = "x" } } } }
    equal(out:ok(), true)
    equal(out:text(), "x")
    out.response.body.choices[1].text = "y"
    equal(out:text(), "y")
    out.response.body = { error = { code = "c", message = "m" } }
    equal(out:ok(), false)
    equal(out:failure(), "c")
  end)

check("a Lua table deep in a result is seen", function(out)
    out.response.body.error = { code = "deep" }
    equal(out:failure(), "deep")
    out.response.body.error = nil
    equal(out:failure(), nil)
    out.response.body.usage = { input_tokens = 3, output_tokens = 4 }
    equal(out:usage().total, 7)
    out.response.body.choices = json.array()
    equal(out:failure(), "no_answer")
  end)

check("ok and the others read what a record shares with another one", function(out)
    local other = decode('{"custom_id":"b","response":{"body":{"choices":[{"text":"shared"}]}}}')
    out.response.body.choices = other.response.body.choices
    equal(out:text(), "shared")
    other.response.body.choices[1].text = "changed"
    equal(out:text(), other:text())
  end)

check("ok and failure see a response of another record", function(out)
    local other = decode('{"custom_id":"b","response":{"body":{"data":[1]}}}')
    out.response = other.response
    equal(out:ok(), true)
  end)

check("error can be set and read", function()
  local out = decode('{"custom_id":"a","error":{"code":"c","message":"m"}}')
  equal(batch.type(out.error), "BatchRequestOutputError")
  equal(out.error.code, "c")
  equal(out.error.message, "m")
  out.error.code = 5
  out.error.message = { deep = true }
  equal(out.error.code, 5)
  equal(out.error.message.deep, true)
  fails("no field 'msg'", function() return out.error.msg end)
  out.error = json.null
  equal(out.error, nil)
  equal(json.has(out.json, "error"), true)
end)

check("unknown fields are errors with suggestions", function(out)
  fails("did you mean 'response'?", function() return out.respones end)
  fails("did you mean 'custom_id'?", function() out.custom_di = "x" end)
  fails("use 'json.extra'", function() return out.extra end)
  fails("its fields are id, custom_id, response, error", function() return out.nonsense end)
end)

check("a key below response is suggested",
  function(out)
    fails("did you mean 'response.status_code'?", function() return out.status_code end)
  end)

check("encode gives the bytes when nothing has changed", function(out)
  equal(out.response.status_code, 200)
  equal(out:encode(), out.raw)
  equal(out.response:encode(),
    out.raw:match('"response":(.-),"error"'))
end)

check("copy", function(out)
  local copy = out:copy()
  copy.response.body.choices = json.array()
  equal(#out.response.body.choices, 1)
  equal(batch.type(out.response:copy()), "BatchRequestOutputResponse")
  equal(copy.line, out.line)
end)

-- ok and failure, for the shapes of the batch format

check("ok: an answer, a status of 200 to 299 if any, and no error", function(out)
  local function ok(rest) return decode('{"response":{"body":{"data":[1]}' .. rest .. "}"):ok() end
  equal(out:ok(), true)
  equal(ok('},"error":null'), true)
  equal(ok(',"status_code":200}'), true)
  equal(ok(',"status_code":299}'), true)
  equal(ok(',"status_code":"200"},"error":null'), true)
  equal(ok(',"status_code":300}'), false)
  equal(ok(',"status_code":199}'), false)
  equal(ok(',"status_code":400},"error":null'), false)
  equal(ok(',"status_code":200},"error":{"code":"x"}'), false)
  equal(ok('},"error":"text"'), false)
  for _, nothing in ipairs { "{}", '{"response":null,"error":null}', '{"response":{},"error":null}',
    '{"response":{"status_code":200}}', '{"response":"text","error":null}' } do
    equal(decode(nothing):ok(), false)
    equal(decode(nothing):failure(), "no_answer")
  end
end)

check("failure of a success is nil, as the other methods give", function(out)
  equal(select("#", out:failure()), 1)
  equal(out:failure(), nil)
end)

check("failure: documented", function()
  equal(failure('{"response":null,"error":{"code":"batch_expired","message":"Too late."}}'),
    "batch_expired|Too late.")
end)

check("failure: 4xx with the provider's error in the body", function()
  equal(failure('{"response":{"status_code":400,"body":{"error":{"message":"Bad.","type":'
    .. '"invalid_request_error","param":null,"code":"context_length_exceeded"}}},"error":null}'),
    "context_length_exceeded|Bad.")
  equal(failure('{"response":{"status_code":429,"body":{"error":{"message":"Slow.","type":'
    .. '"requests","param":null,"code":null}}},"error":null}'), "requests|Slow.")
end)

check("failure: Azure's code null and message an object", function()
  equal(failure('{"response":{"status_code":400,"request_id":""},"error":{"code":null,"message":'
    .. '{"error":{"code":"content_filter","message":"Filtered.","param":"prompt"}}}}'),
    "content_filter|Filtered.")
  equal(failure('{"response":null,"error":{"code":null,"message":{"code":"c","message":"m"}}}'),
    "c|m")
end)

check("failure: vLLM's bare string and null body", function()
  equal(failure('{"id":"v","custom_id":"a","response":{"status_code":400,"request_id":"r",'
    .. '"body":null},"error":"no such model"}'), "400|no such model")
end)

check("failure: numbers as code", function()
  equal(failure('{"response":null,"error":{"code":500,"message":"Oops"}}'), "500|Oops")
end)

check("failure: only a status", function()
  local code, message = decode('{"response":{"status_code":503},"error":null}'):failure()
  equal(code, "503")
  equal(type(message), "string")
end)

check("failure: nothing at all", function()
  local code, message = decode('{"custom_id":"a"}'):failure()
  equal(type(code), "string")
  equal(type(message), "string")
end)

check("failure: a body that is a string", function()
  local code, message = decode(
    '{"response":{"status_code":500,"body":{"error":"broken"}},"error":null}'):failure()
  equal(code, "500")
  equal(message, "broken")
end)

check("failure: a response with a status and no error is not 'no response'", function()
    local _, message = decode('{"response":{"status_code":503},"error":null}'):failure()
    equal(message:find("no response", 1, true), nil)
  end)

check("text, finish_reason and usage", function(out)
  equal(out:text(), "Hello")
  equal(out:finish_reason(), nil)
  equal(out:usage().total, 7)
  equal(out:usage().input, nil)
  local anthropic = decode('{"custom_id":"a","result":{"type":"succeeded","message":{"content":['
    .. '{"type":"text","text":"A\\n"},{"type":"text","text":"B"}],"stop_reason":"max_tokens",'
    .. '"usage":{"input_tokens":1,"output_tokens":2}}}}')
  equal(anthropic:text(), "A\nB")
  equal(anthropic:finish_reason(), "length")
  equal(anthropic:usage().total, 3)
  local none = decode("{}")
  equal(none:text(), nil)
  equal(none:finish_reason(), nil)
  equal(next(none:usage()), nil)
end)

check("usage is a plain table, a new one each time", function(out)
  local usage = out:usage()
  usage.total = 1
  equal(out:usage().total, 7)
  equal(getmetatable(usage), nil)
end)

check("a body that is the text of an object is read by these functions, and stays a string",
  function()
    local text = '{"custom_id":"a","response":{"body":"{\\"choices\\":[{\\"text\\":\\"T\\"}]}"}}'
    local out = decode(text)
    equal(out:text(), "T")
    equal(type(out.response.body), "string")
    equal(out:encode(), text)
  end)

check("reading a result does not change it", function(out)
  out:ok() out:failure() out:text() out:finish_reason() out:usage()
  equal(out:encode(), out.raw)
end)

check("large answers", function()
  local parts = {}
  for i = 1, 2000 do parts[i] = '{"type":"text","text":"' .. i .. '\\t"}' end
  local out = decode('{"result":{"message":{"content":[' .. table.concat(parts, ",") .. "]}}}")
  equal(select(2, out:text():gsub("\t", "")), 2000)
  local members = {}
  for i = 1, 100 do members[i] = '"k' .. i .. '":' .. i end
  out = decode('{"response":{"body":{' .. table.concat(members, ",") .. ',"data":[1]}}}')
  equal(out:ok(), true)
end)

-- constructor and decode

check("the constructor makes a result", function()
  local out = BatchRequestOutput { custom_id = "a", response = json.decode('{"status_code":200}') }
  equal(batch.type(out), "BatchRequestOutput")
  equal(out.response.status_code, 200)
  equal(json.decode(out:encode()).custom_id, "a")
  fails("custom_id takes a string", BatchRequestOutput, { id = "x" })
  fails("no field 'reponse'", BatchRequestOutput, { custom_id = "a", reponse = {} })
end)

check("reading is lenient", function()
  local out = decode('{"id":5,"response":"text","error":[1]}')
  equal(out.id, 5)
  equal(out.custom_id, nil)
  equal(out.response, "text")
  equal(out.error[1], 1)
  equal(out:ok(), false)
  fails("expected a JSON object", BatchRequestOutput.decode, "null")
end)

return testing.suite
