/// The parts of the API that are plainest in Lua itself. Runs once in each state, before scripts;
/// errors in it point to the script that called.
enum Prelude {
  static let source = #"""
    local next, type, setmetatable, error = next, type, setmetatable, error
    local tostring, select, format = tostring, select, string.format
    local json, batch = json, batch
    local json_type, json_array, json_encode, json_has = json.type, json.array, json.encode, json.has
    local numbers, register = host.numbers, host.register
    local array_methods = host.array_methods
    local types, strings = host.types, host.strings
    local declare, set_stateless = host.declare, host.set_stateless
    host = nil

    -- What a script says of itself; called when its top level has run.
    register(0, function(options, stateless)
      local function check(value, wanted, what)
        if value == nil or wanted:find(type(value), 1, true) then return value end
        error("'" .. what .. "' takes " .. wanted .. ", got a " .. type(value), 0)
      end
      set_stateless(check(stateless, "a boolean", "stateless"))
      if check(options, "a table of options by name", "options") == nil then return end
      declare()
      for name, option in next, options do
        if type(name) ~= "string" or name == "" or name:find("=", 1, true) then
          error("'options' takes a table of options by name, got the key " .. tostring(name), 0)
        end
        local place = "options." .. name
        check(option, "a table { default = …, help = … }", place)
        for key in next, option do
          if key ~= "default" and key ~= "help" then
            error("'" .. place .. "' takes 'default' and 'help', got '" .. tostring(key) .. "'", 0)
          end
        end
        local default = option.default
        check(default, "a string, number or boolean", place .. ".default")
        if default ~= nil then default = tostring(default) end
        declare(name, default, check(option.help, "a string", place .. ".help"))
      end
    end)

    local function copy(value)
      local kind = json_type(value)
      if kind == "array" then
        local result = {}
        for i = 1, #value do result[i] = copy(value[i]) end
        if #result == 0 then return json_array(result) end
        return result
      elseif kind == "object" then
        local result = {}
        for key, member in next, value do result[key] = copy(member) end
        return result
      end
      return value
    end
    json.copy = copy

    local function equal(a, b)
      if a == b then return true end
      local kind = json_type(a)
      if kind ~= json_type(b) or kind ~= "array" and kind ~= "object" then return false end
      if kind == "array" then
        if #a ~= #b then return false end
        for i = 1, #a do
          if not equal(a[i], b[i]) then return false end
        end
        return true
      end
      local count = 0
      for key, member in next, a do
        count = count + 1
        if not json_has(b, key) then return false end
        local other = b[key]
        if other == nil then other = json.null end
        if not equal(member, other) then return false end
      end
      for _ in next, b do count = count - 1 end
      return count == 0
    end
    json.equal = equal

    local function canonical(value, parts)
      local kind = json_type(value)
      if kind == "array" then
        parts[#parts + 1] = "["
        for i = 1, #value do canonical(value[i], parts) end
        parts[#parts + 1] = "]"
      elseif kind == "object" then
        local keys = {}
        for key in next, value do keys[#keys + 1] = key end
        table.sort(keys)
        parts[#parts + 1] = "{"
        for i = 1, #keys do
          parts[#parts + 1] = json_encode(keys[i])
          local member = value[keys[i]]
          if member == nil then member = json.null end
          canonical(member, parts)
        end
        parts[#parts + 1] = "}"
      else
        parts[#parts + 1] = json_encode(value)
        parts[#parts + 1] = ","
      end
    end
    local hash_text = json.hash_text
    function json.hash(value)
      local parts = {}
      canonical(value, parts)
      return hash_text(table.concat(parts))
    end

    for i = 1, #types do
      local name, fields, required = types[i].name, types[i].fields, types[i].required
      local class = batch[name]
      local new = class.new
      class.new = nil
      local known = {}
      for j = 1, #fields do known[fields[j]] = true end
      setmetatable(class, { __name = "batch." .. name, __call = function(_, values)
        if type(values) ~= "table" then
          error("batch." .. name .. " takes a table of its fields, got " .. type(values), 0)
        end
        local record = new()
        for key in next, values do
          if not known[key] then record[key] = values[key] end
        end
        for j = 1, #fields do
          local key = fields[j]
          local value = values[key]
          if value ~= nil or required[key] then record[key] = value end
        end
        return record
      end })
    end

    for i = 1, #strings do
      local set, values = {}, {}
      for j = 1, #strings[i].values do
        local value = strings[i].values[j]
        set[strings[i].names[j]], values[j] = value, value
      end
      set.values = values
      batch[strings[i].name] = set
    end

    local logs = batch.log
    for _, level in next, { "info", "warn", "error" } do
      local write = logs[level]
      logs[level] = function(text, ...)
        if select("#", ...) > 0 then text = format(text, ...) end
        return write(tostring(text))
      end
    end

    function batch.require_version(wanted)
      local operator, version = tostring(wanted):match("^%s*([><=]*)%s*([%d.]+)%s*$")
      if not version then error("batch.require_version: '" .. tostring(wanted) .. "'", 0) end
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
    function batch.emit(...)
      local records = { ... }
      for i = 1, select("#", ...) do emit(records[i]) end
      if #records == 0 then emit(nil) end
    end

    local methods = {}
    methods.insert, methods.remove = table.insert, table.remove
    function methods.map(array, f)
      local result = {}
      for i = 1, #array do
        local value = f(array[i], i)
        if value == nil then value = json.null end
        result[i] = value
      end
      return json_array(result)
    end
    function methods.filter(array, f)
      local result = {}
      for i = 1, #array do
        local value = array[i]
        if f(value, i) then result[#result + 1] = value end
      end
      return json_array(result)
    end
    function methods.find(array, f)
      for i = 1, #array do
        local value = array[i]
        if f(value, i) then return value, i end
      end
    end
    function methods.extend(array, other)
      for i = 1, #other do array[#array + 1] = other[i] end
      return array
    end
    array_methods(methods)
    for name, method in next, methods do register(numbers["array:" .. name], method) end
    """#
}
