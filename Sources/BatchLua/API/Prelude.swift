/// The parts of the API that are plainest in Lua itself. Runs once in each state, before scripts;
/// errors in it point to the script that called.
enum Prelude {
  static let source = #"""
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
    function json.copy(value) return copy(value, 0) end

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
      if value == nil then return json.null end
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
    function json.equal(a, b) return equal(a, b, 0) end

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
        table.sort(keys)
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
    local hash = batch.hash
    function json.hash(value)
      local parts = {}
      canonical(value, parts, 0)
      return hash(table.concat(parts))
    end

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

    local current_fields = { "file", "line", "index", "raw" }
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

    local operators = {
      [""] = true, [">="] = true, [">"] = true, ["<="] = true, ["<"] = true, ["=="] = true,
      ["="] = true,
    }
    function batch.require_version(wanted)
      wanted = tostring(wanted)
      local operator, version = wanted:match("^%s*([><=]*)%s*(%d[%d.]*)%s*$")
      if not operators[operator] then
        error("batch.require_version: '" .. wanted .. "' is no requirement; it takes a version "
          .. 'alone (at least that) or after >=, >, <=, < or ==, such as ">=1.2"', 0)
      end
      local order = 0
      local ours, theirs = batch.version:gmatch("%d+"), version:gmatch("%d+")
      for part in theirs do
        local a, b = math.tointeger(ours() or "0"), math.tointeger(part)
        if order == 0 and a ~= b then order = a < b and -1 or 1 end
      end
      local fulfilled = order == 0 and operator ~= ">" and operator ~= "<"
        or order > 0 and (operator == "" or operator == ">=" or operator == ">")
        or order < 0 and (operator == "<" or operator == "<=")
      if not fulfilled then
        error("the script needs batchlua " .. wanted .. "; this is " .. batch.version, 0)
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

    local function check_function(name, f)
      local is_callable = type(f) == "function" or (getmetatable(f) or {}).__call
      if not is_callable then error(name .. " takes a function, got " .. type(f), 0) end
    end

    local methods = {}
    methods.insert, methods.remove = table.insert, table.remove
    function methods.map(array, f)
      check_function("map", f)
      local result = {}
      for i = 1, #array do
        local value = f(array[i], i)
        if value == nil then value = json.null end
        result[i] = value
      end
      return json_array(result)
    end
    function methods.filter(array, f)
      check_function("filter", f)
      local result = {}
      for i = 1, #array do
        local value = array[i]
        if f(value, i) then result[#result + 1] = value end
      end
      return json_array(result)
    end
    function methods.find(array, f)
      check_function("find", f)
      for i = 1, #array do
        local value = array[i]
        if f(value, i) then return value, i end
      end
      return nil
    end
    function methods.extend(array, other)
      if type(other) ~= "table" then error("extend takes a list, got " .. type(other), 0) end
      for i = 1, #other do array[#array + 1] = other[i] end
      return array
    end
    array_methods(methods)
    refuse_others("batch", batch)
    refuse_others("batch.log", logs)
    refuse_others("json", json)
    for name, method in walk, methods do register(numbers["array:" .. name], method) end
    """#
}
