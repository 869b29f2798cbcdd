-- Other rarely used functions; compiled in one chunk with values.lua before it.
local operators = {
  [""] = true, [">="] = true, [">"] = true, ["<="] = true, ["<"] = true, ["=="] = true,
  ["="] = true,
}
function later.require_version(wanted)
  wanted = tostring(wanted)
  local operator, version = match(wanted, "^%s*([><=]*)%s*(%d[%d.]*)%s*$")
  if not operators[operator] then
    error("batch.require_version: '" .. wanted .. "' is no requirement; it takes a version "
      .. 'alone (at least that) or after >=, >, <=, < or ==, such as ">=1.2"', 0)
  end
  local order = 0
  local ours, theirs = gmatch(own.version, "%d+"), gmatch(version, "%d+")
  for part in theirs do
    local a, b = tointeger(ours() or "0"), tointeger(part)
    if order == 0 and a ~= b then order = a < b and -1 or 1 end
  end
  local fulfilled = order == 0 and operator ~= ">" and operator ~= "<"
    or order > 0 and (operator == "" or operator == ">=" or operator == ">")
    or order < 0 and (operator == "<" or operator == "<=")
  if not fulfilled then
    error("the script needs batchlua " .. wanted .. "; this is " .. own.version, 0)
  end
end

local function check_function(name, f)
  local is_callable = type(f) == "function" or (getmetatable(f) or {}).__call
  if not is_callable then error(name .. " takes a function, got " .. type(f), 0) end
end

function later.map(array, f)
  check_function("map", f)
  local result = {}
  for i = 1, #array do
    local value = f(array[i], i)
    if value == nil then value = null end
    result[i] = value
  end
  return json_array(result)
end
function later.filter(array, f)
  check_function("filter", f)
  local result = {}
  for i = 1, #array do
    local value = array[i]
    if f(value, i) then result[#result + 1] = value end
  end
  return json_array(result)
end
function later.find(array, f)
  check_function("find", f)
  for i = 1, #array do
    local value = array[i]
    if f(value, i) then return value, i end
  end
  return nil
end
function later.extend(array, other)
  if type(other) ~= "table" then error("extend takes a list, got " .. type(other), 0) end
  for i = 1, #other do array[#array + 1] = other[i] end
  return array
end
-- An error unless `options` is a table of nothing but these names.
local function check_options(what, options, names)
  if json_type(options) ~= "object" then
    error(what .. " takes a table of options, got " .. type(options), 0)
  end
  local known = {}
  for i = 1, #names do known[names[i]] = true end
  for key in walk, options do
    if not known[key] then
      local all = concat(names, ", ")
      local hint = near(tostring(key), all)
      hint = hint and "; did you mean '" .. hint .. "'?" or "; it takes " .. all
      error(what .. " has no option '" .. tostring(key) .. "'" .. hint, 0)
    end
  end
end

function later.no_member(what, names, key)
  local all = {}
  for name in walk, names do
    if type(name) == "string" then all[#all + 1] = name end
  end
  local text = concat(all, ", ")
  local hint = near(key, text)
  hint = hint and "; did you mean '" .. what .. "." .. hint .. "'?"
    or #all <= 16 and "; it has " .. text or ""
  error(what .. " has no '" .. key .. "'" .. hint, 0)
end

local encode_options = { "pretty" }
function later.encode(value, options)
  check_options("json.encode", options, encode_options)
  local pretty = options.pretty
  if pretty ~= nil and type(pretty) ~= "boolean" then
    error("json.encode: pretty takes true or false, got a " .. type(pretty), 0)
  end
  return json_encode(value, pretty)
end

local current_fields = { "file", "line", "index", "raw", "shard" }
function later.current_pairs(self)
  local i = 0
  return function()
    i = i + 1
    local name = current_fields[i]
    local value = name and current(name)
    if value ~= nil then return name, value end
  end, self
end
function later.current_text()
  local line = current("line")
  return line and "batch.current: " .. current("file") .. ":" .. line
    or "batch.current: no record"
end

-- The text of a line of the log.
function later.formatted(level, text, ...)
  local ok, result = pcall(format, text, ...)
  if ok then return result end
  -- A __tostring may raise anything.
  if type(result) == "string" then
    result = gsub(result, "'string%.format'", "'batch.log." .. level .. "'")
  end
  error(result, 0)
end

-- The message, code and param of what batch.reject was given.
local reasons = { "message", "code", "param", "line" }
function later.parts_of_reason(reason)
  local is_error = own.batch_type(reason) == "BatchError"
  if is_error or json_type(reason) == "object" then
    if not is_error then check_options("batch.reject", reason, reasons) end
    local function text(key) return reason[key] ~= nil and tostring(reason[key]) or nil end
    return text("message"), text("code"), text("param")
  elseif type(reason) ~= "number" then
    error("batch.reject takes a text or a table of message, code and param, got "
      .. type(reason), 0)
  end
  return tostring(reason)
end

function later.row_metatable(first, group)
  local columns, names = {}, {}
  for name in walk, first do columns[name], names[#names + 1] = true, name end
  local metatable = { __name = "batch.csv row" }
  function metatable.__index(row, key)
    if columns[key] or type(key) ~= "string" then return nil end
    local is_last = row == metatable[1]
    error(own.no_column(key, concat(names, "\n"), group, is_last), 0)
  end
  return metatable
end

-- Calls `open` with a path and the options of these names in their order.
function later.open_with(name, open, names, path, options)
  if type(path) ~= "string" then
    error("batch." .. name .. " takes a path, got " .. type(path), 0)
  end
  if options == nil then return open(path) end
  if #names == 0 then error("batch." .. name .. " takes a path and no options", 0) end
  check_options("batch." .. name, options, names)
  local values = {}
  for i = 1, #names do values[i] = options[names[i]] end
  return open(path, unpack(values, 1, #names))
end
return later
