extension Prelude {
  /// Functions that take a table of options: they are checked by name and handed on in order.
  static let files = #"""

    -- The metatable of rows that have the same columns: one that is not there is an error.
    register(-1, function(row)
      local columns, names = {}, {}
      for name in walk, row do columns[name], names[#names + 1] = true, name end
      return { __name = "batch.csv row", __index = function(_, key)
        if columns[key] or type(key) ~= "string" then return nil end
        error(no_column(key, table.concat(names, "\n")), 0)
      end }
    end)

    local function with_options(name, ...)
      local open, names = batch[name], { ... }
      batch[name] = function(path, options)
        if type(path) ~= "string" then
          error("batch." .. name .. " takes a path, got " .. type(path), 0)
        end
        if options == nil then return open(path) end
        check_options("batch." .. name, options, names)
        local values = {}
        for i = 1, #names do values[i] = options[names[i]] end
        return open(path, table.unpack(values, 1, #names))
      end
    end
    with_options("reader", "type", "from", "separator")
    with_options("csv", "separator")
    with_options("writer", "max_requests", "max_bytes", "type", "to", "columns", "separator",
      "replace")
    """#
}
