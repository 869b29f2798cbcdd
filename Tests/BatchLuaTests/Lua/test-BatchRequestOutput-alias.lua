-- A place of a record that is a JSON value elsewhere too. It is the only check of its state: reading
-- `json` before it would end what a record remembers of its fields.
local testing = require("testing")
local check, equal = testing.check, testing.equal

check("a JSON object that became a field and changes is what the field reads", function()
  local out = batch.BatchRequestOutput.decode(
    [[{"custom_id":"a","error":null,"response":{"status_code":200,"request_id":"r","body":
    {"status_code":200,"request_id":"q","body":{"k":1},"other":{"k":2}}}}]])
  local value = out.response.body
  out.response = value
  local response = out.response
  equal(response.body.k, 1)
  value.body = value.other
  equal(value.body.k, 2)
  equal(response.body.k, 2)
end)

return testing.suite
