/// The parts of the API that are plainest in Lua itself. Runs once in each state, before scripts;
/// errors in it point to the script that called.
enum Prelude {
  static let source: StaticString = #"""
    local next, type, rawlen, setmetatable, error = next, type, rawlen, setmetatable, error
    local json, batch = json, batch
    local json_type, json_array = json.type, json.array

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
        if not json.has(b, key) then return false end
        local other = b[key]
        if other == nil then other = json.null end
        if not equal(member, other) then return false end
      end
      for _ in next, b do count = count - 1 end
      return count == 0
    end
    json.equal = equal

    local function constructor(name, fields)
      local class = batch[name]
      local new = class.new
      class.new = nil
      local known = {}
      for i = 1, #fields do known[fields[i]] = true end
      setmetatable(class, { __name = "batch." .. name, __call = function(_, values)
        if type(values) ~= "table" then
          error("batch." .. name .. " takes a table of its fields, got " .. type(values), 0)
        end
        local record = new()
        for key in next, values do
          if not known[key] then record[key] = nil end
        end
        for i = 1, #fields do
          local key = fields[i]
          if key ~= "method" or values.method ~= nil then record[key] = values[key] end
        end
        return record
      end })
    end
    constructor("BatchRequestInput", { "custom_id", "method", "url", "body" })
    constructor("BatchRequestOutput", { "id", "custom_id", "response", "error" })

    local logs = batch.log
    for _, level in next, { "info", "warn", "error" } do
      local write = logs[level]
      logs[level] = function(format, ...)
        if select("#", ...) > 0 then format = string.format(format, ...) end
        return write(tostring(format))
      end
    end
    """#
}
