-- Reads `options` and `columns` of a script, and fills `args`. Compiled for scripts that define one
-- of them; called without arguments before their top level runs, and with arguments afterwards.
--
-- During the top level, the first access to `args` after the script has set `options` fills it.
-- Earlier accesses give the texts of the definitions.
local host, globals = ...
local args, walk, declare, resolve, argument =
  host.args, host.walk, host.declare, host.resolve, host.argument
local type, error, select, tostring = type, error, select, tostring
local rawget, setmetatable, concat, near = rawget, setmetatable, table.concat, host.near
local filled = {}

local function check(value, wanted, what)
  if type(value) == "table" then return value end
  error("'" .. what .. "' takes " .. wanted .. ", got a " .. type(value), 0)
end

local function read_option(name, option)
  if type(name) ~= "string" or name == "" or name:find("=", 1, true) then
    error("'options' takes a table of options by name, got the key " .. tostring(name), 0)
  end
  check(option, "a table { default = …, help = … }", "options." .. name)
  declare(name)
  for key, value in walk, option do
    key = tostring(key)
    if type(value) == "table" then
      declare(name, key)
      for i = 1, #value do declare(name, key, value[i], true) end
    else
      declare(name, key, value, false)
    end
  end
end

local function values()
  local values = {}
  for i = 1, resolve() do
    local name, value, is_in_list = argument(i)
    if is_in_list then
      local list = values[name] or {}
      list[#list + 1] = value
      value = list
    end
    values[name] = value
  end
  return values
end

-- A declared option that was not given is nil; other names are errors.
local function refuse_others(options)
  local names = {}
  for name in walk, options do names[#names + 1] = name end
  setmetatable(args, { __name = "args", __index = function(_, name)
    if type(name) ~= "string" or rawget(options, name) ~= nil then return nil end
    local hint = near(name, concat(names, ", "))
    error("'options' declares no '" .. name .. "'"
      .. (hint and "; did you mean 'args." .. hint .. "'?"
        or "; it has " .. (#names > 0 and concat(names, ", ") or "none")), 0)
  end })
end

local function fill(options)
  if options ~= nil then
    check(options, "a table of options by name", "options")
    declare()
    for name, option in walk, options do read_option(name, option) end
  end
  for name, value in walk, values() do
    if not filled[name] and rawget(args, name) == nil then args[name] = value end
    filled[name] = true
  end
  if options ~= nil then refuse_others(options) else setmetatable(args, nil) end
end

local function is_settled()
  local options = rawget(globals, "options")
  if options ~= nil then fill(options) end
  return options ~= nil
end

local lazy = {
  __index = function(_, name)
    if is_settled() then return args[name] end
    return values()[name]
  end,
  __pairs = function()
    if is_settled() then return walk, args end
    local all = values()
    for name, value in walk, args do all[name] = value end
    return walk, all
  end,
}

local is_open = false
return function(...)
  if not is_open then
    for name in walk, args do args[name] = nil end
    setmetatable(args, lazy)
    is_open = true
  end
  if select("#", ...) == 0 then return end
  local options, columns = ...
  if columns ~= nil and host.takes_columns() then host.set_columns(columns) end
  fill(options)
end
