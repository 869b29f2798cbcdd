-- The parts of the API that are simplest in Lua. Runs once in each state, before scripts. The
-- position of an error is that of the script's call.
local type, setmetatable, error, tostring, select = type, setmetatable, error, tostring, select
local json, batch = json, batch
local numbers, register = host.numbers, host.register
-- The iterator of pairs without __pairs. Nested iterations of one table are independent.
local walk = host.walk
local array_methods, types, strings = host.array_methods, host.types, host.strings
local load, json_encode, current, copy_unchanged = load, json.encode, host.current, host.copy

args = {}
host.args = args
local host, globals, settings = host, _G, nil
globals.host = nil
-- Reads the options of a script that declares some.
register(0, function(...)
  settings = settings or load(host.options, "=host")(host, globals)
  return settings(...)
end)

-- Rarely used functions: compiled when the first of them is called.
local own, later = {
  type = type, error = error, tostring = tostring, getmetatable = getmetatable,
  tonumber = tonumber, tointeger = math.tointeger, math_type = math.type, format = string.format,
  concat = table.concat, sort = table.sort, match = string.match, gmatch = string.gmatch,
  gsub = string.gsub, pcall = pcall, unpack = table.unpack, null = json.null,
  json_type = json.type, json_array = json.array, json_encode = json_encode, json_has = json.has,
  hash = batch.hash, version = batch.version, batch_type = batch.type, walk = walk, near = host.near,
  no_column = host.no_column, current = host.current, copy_unchanged = copy_unchanged,
  mark_copy = host.mark_copy,
}
local function later_function(name)
  return function(...)
    later = later or load(host.later, "=host")(own)
    return later[name](...)
  end
end

-- Reading an undefined member of a table of the API is an error that suggests a similar name.
-- Scripts may add members.
local no_member = later_function("no_member")
local function refuse_others(what, names)
  local meta = { __name = what, __metatable = false, __index = function(_, key)
    if type(key) == "string" then no_member(what, names, key) end
  end }
  setmetatable(names, meta)
  return meta
end

local encode_with = later_function("encode")
function json.encode(value, options)
  if options == nil then return json_encode(value) end
  return encode_with(value, options)
end
json.equal, json.hash = later_function("equal"), later_function("hash")
local copy_changed = later_function("copy")
function json.copy(value) return copy_unchanged(value) or copy_changed(value) end
batch.require_version = later_function("require_version")

for i = 1, #types do
  local name, fields, required = types[i].name, types[i].fields, types[i].required
  local class = batch[name]
  local new = class.new
  class.new = nil
  local known = {}
  for j = 1, #fields do known[fields[j]] = true end
  local meta = refuse_others("batch." .. name, class)
  meta.__call = function(_, values)
    if type(values) ~= "table" then
      error("batch." .. name .. " takes a table of its fields, got " .. type(values), 0)
    end
    local record = new()
    for key in walk, values do
      if not known[key] then record[key] = values[key] end
    end
    for j = 1, #fields do
      local key = fields[j]
      local value = values[key]
      if value ~= nil or required[key] then record[key] = value end
    end
    return record
  end
end

for i = 1, #strings do
  local set, values = {}, {}
  for j = 1, #strings[i].values do
    local value = strings[i].values[j]
    set[strings[i].names[j]], values[j] = value, value
  end
  set.values = values
  batch[strings[i].name] = set
  refuse_others("batch." .. strings[i].name, set)
end

batch.current = setmetatable({}, {
  __index = function(_, key) return current(key) end,
  __newindex = function() error("fields of batch.current cannot be assigned", 0) end,
  __pairs = later_function("current_pairs"),
  __tostring = later_function("current_text"),
  __name = "batch.current",
  __metatable = false,
})

local logs, formatted = batch.log, later_function("formatted")
for _, level in walk, { "info", "warn", "error" } do
  local write = logs[level]
  logs[level] = function(text, ...)
    if select("#", ...) > 0 then text = formatted(level, text, ...) end
    return write(tostring(text))
  end
end

local emit = batch.emit
function batch.emit(...) emit({ ... }, select("#", ...)) end

local reject, parts = batch.reject, later_function("parts_of_reason")
function batch.reject(reason)
  if reason == nil or type(reason) == "string" then return reject(reason) end
  return reject(parts(reason))
end

local methods = { insert = table.insert, remove = table.remove }
for _, name in walk, { "map", "filter", "find", "extend" } do
  methods[name] = later_function(name)
end
array_methods(methods)
refuse_others("batch", batch)
refuse_others("batch.log", logs)
refuse_others("json", json)
for name, method in walk, methods do register(numbers["array:" .. name], method) end

-- The metatable of rows with the same columns: reading an undefined column is an error.
register(-1, later_function("row_metatable"))

-- Functions with a table of options: names are checked, values passed on in order.
local open_with = later_function("open_with")
local function with_options(name, ...)
  local open, names = batch[name], { ... }
  batch[name] = function(path, options)
    if type(path) == "string" and options == nil then return open(path) end
    return open_with(name, open, names, path, options)
  end
end
with_options("reader", "type", "from", "separator")
with_options("csv", "separator")
with_options("lines")
with_options("readfile")
with_options("writer", "max_requests", "max_bytes", "type", "to", "columns", "separator",
  "replace")
