-- Copying, comparing and hashing values: rarely used, so compiled when one of these functions, or one of
-- later.lua, which is compiled in the same chunk, is first called. Gets a table of the functions that the
-- prelude uses, which scripts may have replaced since.
local own = ...
local type, error, tostring, getmetatable = own.type, own.error, own.tostring, own.getmetatable
local tonumber, tointeger, math_type, format =
  own.tonumber, own.tointeger, own.math_type, own.format
local concat, sort, match, gmatch, null = own.concat, own.sort, own.match, own.gmatch, own.null
local json_type, json_array, json_encode, json_has =
  own.json_type, own.json_array, own.json_encode, own.json_has
local hash, walk, copy_unchanged, mark_copy =
  own.hash, own.walk, own.copy_unchanged, own.mark_copy
local near, current, pcall, unpack, gsub = own.near, own.current, own.pcall, own.unpack, own.gsub
local later = {}

local function deeper(depth)
  if depth == 1024 then
    error("the value contains itself, or is nested deeper than 1024 levels", 0)
  end
  return depth + 1
end

local function copy(value, depth)
  local result = copy_unchanged(value)
  if result then return result end
  local kind = json_type(value)
  if kind == "array" then
    local result, inside = mark_copy({}, value), deeper(depth)
    for i = 1, #value do result[i] = copy(value[i], inside) end
    return result
  elseif kind == "object" then
    local result, inside = mark_copy({}, value), deeper(depth)
    for key, member in walk, value do result[key] = copy(member, inside) end
    return result
  end
  return value
end
function later.copy(value) return copy(value, 0) end

-- json.object writes integer keys as strings.
local function key_text(key)
  if type(key) == "string" then return key end
  if math_type(key) == "integer" then return format("%d", key) end
  error("keys of an object are strings or integers, got a " .. type(key), 0)
end

local function key_integer(key)
  local integer = type(key) == "string" and tointeger(tonumber(key) or 0.5)
  return integer and format("%d", integer) == key and integer or nil
end

-- The member that is written under the same key, json.null for one that is null; nil for none.
local function member(object, key)
  if not json_has(object, key) then
    key = type(key) == "string" and key_integer(key) or key_text(key)
    if not json_has(object, key) then return nil end
  end
  local value = object[key]
  if value == nil then return null end
  return value
end

local function equal(a, b, depth)
  if a == b then return true end
  local kind = json_type(a)
  if kind ~= json_type(b) or kind ~= "array" and kind ~= "object" then return false end
  local inside = deeper(depth)
  if kind == "array" then
    if #a ~= #b then return false end
    for i = 1, #a do
      if not equal(a[i], b[i], inside) then return false end
    end
    return true
  end
  local count = 0
  for key, value in walk, a do
    count = count + 1
    local other = member(b, key)
    if other == nil or not equal(value, other, inside) then return false end
  end
  for _ in walk, b do count = count - 1 end
  return count == 0
end
function later.equal(a, b) return equal(a, b, 0) end

local function canonical(value, parts, depth)
  local kind = json_type(value)
  if kind == "array" then
    local inside = deeper(depth)
    parts[#parts + 1] = "["
    for i = 1, #value do canonical(value[i], parts, inside) end
    parts[#parts + 1] = "]"
  elseif kind == "object" then
    local keys, members, inside = {}, {}, deeper(depth)
    for key, member in walk, value do
      key = key_text(key)
      keys[#keys + 1], members[key] = key, member
    end
    sort(keys)
    parts[#parts + 1] = "{"
    for i = 1, #keys do
      parts[#parts + 1] = json_encode(keys[i])
      canonical(members[keys[i]], parts, inside)
    end
    parts[#parts + 1] = "}"
  elseif kind == "number" then
    -- Equal numbers have one text: 1 and 1.0, 0.0 and -0.0. A json.number equals no other kind.
    local prefix = tonumber(value) ~= value and "#" or ""
    parts[#parts + 1] = prefix .. json_encode(tointeger(value) or value) .. ","
  else
    parts[#parts + 1] = json_encode(value) .. ","
  end
end
function later.hash(value)
  local parts = {}
  canonical(value, parts, 0)
  return hash(concat(parts))
end
