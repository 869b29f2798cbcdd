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
        return open(path, options[names[1]], options[names[2]], options[names[3]])
      end
    end
    with_options("reader", "type")
    with_options("csv", "separator")
    with_options("writer", "max_requests", "max_bytes", "type")
    """#
}
