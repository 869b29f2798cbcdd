extension Prelude {
  /// Functions that take a table of options: they are checked by name and handed on in order.
  static let files = #"""

    local function with_options(name, ...)
      local open, names = batch[name], { ... }
      local known = {}
      for i = 1, #names do known[names[i]] = true end
      batch[name] = function(path, options)
        if type(path) ~= "string" then
          error("batch." .. name .. " takes a path, got " .. type(path), 0)
        end
        if options == nil then return open(path) end
        if json_type(options) ~= "object" then
          error("batch." .. name .. " takes a table of options, got " .. type(options), 0)
        end
        for key in next, options do
          if not known[key] then
            error("batch." .. name .. " has no option '" .. tostring(key) .. "'; it takes "
              .. table.concat(names, ", "), 0)
          end
        end
        return open(path, options[names[1]], options[names[2]], options[names[3]])
      end
    end
    with_options("reader", "type")
    with_options("csv", "separator")
    with_options("writer", "max_requests", "max_bytes", "type")
    """#
}
