extension Prelude {
  /// Functions that take a table of options: they are checked by name and handed on in order.
  static let files = #"""

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
    with_options("reader", "type")
    with_options("csv", "separator")
    with_options("writer", "max_requests", "max_bytes", "type", "to", "columns", "separator")
    """#
}
