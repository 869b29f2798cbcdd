-- The parts of the API that are plainest in Lua itself. Runs once in each state, before scripts;
-- errors in it point to the script that called.
local type, setmetatable, error = type, setmetatable, error
local tostring, select, format = tostring, select, string.format
local json, batch = json, batch
local json_type, json_array, json_encode, json_has = json.type, json.array, json.encode, json.has
local numbers, register = host.numbers, host.register
-- The iterator of pairs, of which walks within walks go on at once; __pairs does not count.
local walk = host.walk
local array_methods = host.array_methods
local types, strings = host.types, host.strings
local near, load = host.near, load
local no_column, current = host.no_column, host.current
local copy_unchanged, mark_copy = host.copy, host.mark_copy
local pcall, getmetatable, tonumber, tointeger = pcall, getmetatable, tonumber, math.tointeger
local math_type, concat = math.type, table.concat

-- An error unless `options` is a table of nothing but these names.
local function check_options(what, options, names)
  if json_type(options) ~= "object" then
    error(what .. " takes a table of options, got " .. type(options), 0)
  end
  local known = {}
  for i = 1, #names do known[names[i]] = true end
  for key in walk, options do
    if not known[key] then
      local all = table.concat(names, ", ")
      local hint = near(tostring(key), all)
      hint = hint and "; did you mean '" .. hint .. "'?" or "; it takes " .. all
      error(what .. " has no option '" .. tostring(key) .. "'" .. hint, 0)
    end
  end
end

-- Reading what a table of the API does not have is an error that names what is near. What scripts
-- put there themselves is there.
local function refuse_others(what, names)
  local meta = { __name = what, __metatable = false, __index = function(_, key)
    if type(key) ~= "string" then return nil end
    local all = {}
    for name in walk, names do
      if type(name) == "string" then all[#all + 1] = name end
    end
    local text = concat(all, ", ")
    local hint = near(key, text)
    hint = hint and "; did you mean '" .. what .. "." .. hint .. "'?"
      or #all <= 16 and "; it has " .. text or ""
    error(what .. " has no '" .. key .. "'" .. hint, 0)
  end }
  setmetatable(names, meta)
  return meta
end

local encode_options = { "pretty" }
function json.encode(value, options)
  if options == nil then return json_encode(value) end
  check_options("json.encode", options, encode_options)
  local pretty = options.pretty
  if pretty ~= nil and type(pretty) ~= "boolean" then
    error("json.encode: pretty takes true or false, got a " .. type(pretty), 0)
  end
  return json_encode(value, pretty)
end

args = {}
host.args = args
local host, globals, settings = host, _G, nil
globals.host = nil
-- Reads the options of a script that has some.
register(0, function(...)
  settings = settings or load(host.options, "=host")(host, globals)
  return settings(...)
end)

-- Functions that few scripts call: compiled when the first of them is called.
local own, later = {
  type = type, error = error, tostring = tostring, getmetatable = getmetatable,
  tonumber = tonumber, tointeger = tointeger, math_type = math_type, format = format,
  concat = table.concat, sort = table.sort, match = string.match,
  gmatch = string.gmatch, null = json.null, json_type = json_type, json_array = json_array,
  json_encode = json_encode, json_has = json_has, hash = batch.hash, version = batch.version,
  walk = walk, copy_unchanged = copy_unchanged, mark_copy = mark_copy,
}
local function later_function(name)
  return function(...)
    later = later or load(host.later, "=host")(own)
    return later[name](...)
  end
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

local current_fields = { "file", "line", "index", "raw", "shard" }
batch.current = setmetatable({}, {
  __index = function(_, key) return current(key) end,
  __newindex = function() error("fields of batch.current cannot be assigned", 0) end,
  __pairs = function(self)
    local i = 0
    return function()
      i = i + 1
      local name = current_fields[i]
      local value = name and current(name)
      if value ~= nil then return name, value end
    end, self
  end,
  __tostring = function()
    local line = current("line")
    return line and "batch.current: " .. current("file") .. ":" .. line
      or "batch.current: no record"
  end,
  __name = "batch.current",
  __metatable = false,
})

local logs = batch.log
for _, level in walk, { "info", "warn", "error" } do
  local write = logs[level]
  logs[level] = function(text, ...)
    if select("#", ...) > 0 then
      local ok, result = pcall(format, text, ...)
      if not ok then
        -- A __tostring may raise anything.
        if type(result) == "string" then
          result = result:gsub("'string%.format'", "'batch.log." .. level .. "'")
        end
        error(result, 0)
      end
      text = result
    end
    return write(tostring(text))
  end
end

local emit = batch.emit
function batch.emit(...) emit({ ... }, select("#", ...)) end

local reject = batch.reject
local reasons = { "message", "code", "param", "line" }
function batch.reject(reason)
  local is_error = batch.type(reason) == "BatchError"
  if is_error or json_type(reason) == "object" then
    if not is_error then check_options("batch.reject", reason, reasons) end
    local function text(key) return reason[key] ~= nil and tostring(reason[key]) or nil end
    return reject(text("message"), text("code"), text("param"))
  elseif reason ~= nil and type(reason) ~= "string" and type(reason) ~= "number" then
    error("batch.reject takes a text or a table of message, code and param, got "
      .. type(reason), 0)
  end
  return reject(reason ~= nil and tostring(reason) or nil)
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

-- Functions that take a table of options: they are checked by name and handed on in order.
-- The metatable of rows that have the same columns: one that is not there is an error.
register(-1, function(first, group)
  local columns, names = {}, {}
  for name in walk, first do columns[name], names[#names + 1] = true, name end
  local metatable = { __name = "batch.csv row" }
  function metatable.__index(row, key)
    if columns[key] or type(key) ~= "string" then return nil end
    local is_last = row == metatable[1]
    error(no_column(key, table.concat(names, "\n"), group, is_last), 0)
  end
  return metatable
end)

local function with_options(name, ...)
  local open, names = batch[name], { ... }
  batch[name] = function(path, options)
    if type(path) ~= "string" then
      error("batch." .. name .. " takes a path, got " .. type(path), 0)
    end
    if options == nil then return open(path) end
    if #names == 0 then error("batch." .. name .. " takes a path and no options", 0) end
    check_options("batch." .. name, options, names)
    local values = {}
    for i = 1, #names do values[i] = options[names[i]] end
    return open(path, table.unpack(values, 1, #names))
  end
end
with_options("reader", "type", "from", "separator")
with_options("csv", "separator")
with_options("lines")
with_options("readfile")
with_options("writer", "max_requests", "max_bytes", "type", "to", "columns", "separator",
  "replace")
