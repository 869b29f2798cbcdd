-- What the tables of the API do not have is an error with the name that is near.
local testing = require("testing")
local check, equal, fails = testing.check, testing.equal, testing.fails

local function read(t, name) return t[name] end

check("unknown names of the API suggest near ones", function()
  fails("batch has no 'emitt'; did you mean 'batch.emit'?", read, batch, "emitt")
  fails("json has no 'encod'; did you mean 'json.encode'?", read, json, "encod")
  fails("batch.log has no 'warning'; it has error, info, warn", read, batch.log, "warning")
  fails("batch has no 'BatchRequestInpt'; did you mean 'batch.BatchRequestInput'?", read, batch,
    "BatchRequestInpt")
  fails("batch.BatchEndpoint has no 'chat'; it has ", read, batch.BatchEndpoint, "chat")
  fails("batch.BatchStatus has no 'complete'; did you mean 'batch.BatchStatus.completed'?", read,
    batch.BatchStatus, "complete")
  fails("batch.Batch has no 'decod'; did you mean 'batch.Batch.decode'?", read, batch.Batch,
    "decod")
  fails("json has no 'parse'; it has array, copy, decode", read, json, "parse")
  local _, message = pcall(read, batch, "zzzzzzzz")
  assert(tostring(message):find("batch has no 'zzzzzzzz'$"), message)
end)


check("what can be asked for and walked", function()
  equal(rawget(batch, "nothing"), nil)
  equal(batch[1], nil)
  equal(json[true], nil)
  local names = {}
  for name in pairs(batch.BatchCompletionWindow) do names[#names + 1] = name end
  assert(#names > 1)
  equal(#batch.BatchEndpoint.values, 8)
end)

check("what scripts put there is there", function()
  batch.own, json.own = 1, false
  equal(batch.own, 1)
  equal(json.own, false)
  batch.own, json.own = nil, nil
  fails("batch has no 'own'", read, batch, "own")
end)

check("metatables of the API are locked", function()
  for _, t in ipairs { batch, json, batch.log, batch.BatchStatus, batch.Batch } do
    equal(getmetatable(t), false)
    fails("protected metatable", setmetatable, t, {})
  end
end)

return testing.suite
