extension Prelude {
  /// Functions that take a table of options: they are checked by name and handed on in order.
  static let files = #"""

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
    """#
}
