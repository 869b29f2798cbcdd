-- For profiles whose requests have their id in a label of the body: reads and writes both. Compiled
-- in one chunk with prelude.lua before it, and two more locals: `names`, the path of the label, and
-- `member`, the name of the body.
local function labels_of(body)
  local labels = type(body) == "table" and body.labels
  return type(labels) == "table" and labels or nil
end
local function name_in(labels)
  for i = 1, #names do
    if labels[names[i]] ~= nil then return names[i] end
  end
end
local function read_id(record)
  local labels = labels_of(record.json[member])
  local name = labels and name_in(labels)
  return name and labels[name]
end
local function write_id(record, id)
  local body = record.body
  if type(body) ~= "table" then
    error("custom_id is a label of the body, and the record has no body yet", 0)
  end
  local labels = labels_of(body)
  if labels then
    labels[name_in(labels) or names[1]] = id
  else
    body.labels = { [names[1]] = id }
  end
end
register(-1, read_id)
-- A new body is copied, and the copy gets the label of its record.
register(-2, function(record, field, value)
  if field == "custom_id" then return write_id(record, value) end
  local id = read_id(record)
  if type(value) == "table" then value = json.decode(json_encode(value)) end
  record.json[member] = value
  if id ~= nil and type(value) == "table" and read_id(record) == nil then
    write_id(record, id)
  end
end)
