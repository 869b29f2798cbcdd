import Testing

/// Names that were to be those that are taken from scripts.
struct MisnamedEntriesTests {
  let tool: Tool

  init() throws {
    tool = try Tool()
    try tool.write(Tool.requests(2), to: "in.jsonl")
    try tool.write("", to: "m.lua")
  }

  private func run(_ script: String) throws -> Tool.Result {
    try tool.write(script, to: "s.lua")
    return try tool.run("s.lua", "in.jsonl", "-o", "new.jsonl")
  }

  @Test(arguments: [
    ("function trasform(r) end", "trasform", "transform", 1),
    ("function transform(r) end\nfunction finsh() end", "finsh", "finish", 2),
    ("function transform(r) end\n\nbegn = function() end", "begn", "begin", 3),
    ("function transform(r) end filtre = function() return true end", "filtre", "filter", 1),
    ("optons = { n = { default = 1 } } function transform(r) end", "optons", "options", 1),
    ("sateless = true function transform(r) end", "sateless", "stateless", 1),
    ("function transform(r) end column = { 'a' }", "column", "columns", 1),
    ("Transform = function(r) end", "Transform", "transform", 1),
    ("return {\n  transform = function() end,\n  finsh = print }", "finsh", "finish", 3),
    ("local M = {}\nfunction M.trasform() end\nreturn M", "trasform", "transform", 2),
    (
      "local M = { filter = print }\nlocal f = function() function M.begn() end end f() return M",
      "begn", "begin", 2
    ),
  ])
  func nothingUses(script: String, name: String, meant: String, line: Int) throws {
    let result = try run(script)
    #expect(result.code == 3 && !tool.has("new.jsonl"))
    #expect(
      result.error.hasPrefix(
        "error: nothing uses '\(name)'; did you mean '\(meant)'?\n  --> s.lua:\(line)\n"),
      "\(result.error)")
    #expect(result.error.hasSuffix("\n  nothing was read\n"))
  }

  /// A name that the script uses itself is its own, as are those whose near one is there.
  @Test(arguments: [
    "function filters() return 1 end function transform(r) return filters() and r end",
    "function transform(r) end function transform2(r) end",
    "local M = {} function M.filters() end function M.transform(r) M.filters() end return M",
    "local M = {} function M:filters() end function M.transform(r) M:filters() end return M",
    "column = { 1 } function transform(r) r.body.n = #column end",
    "function begins() end for _, name in ipairs { 'begins' } do _G[name]() end function transform() end",
    "function transform(r) end function helper() end count = 0",
    "return { transform = function() end, version = 1 }",
  ])
  func ownNames(script: String) throws {
    let result = try run(script)
    #expect(result.code == 0 && result.error == "", "\(result.error)")
  }

  /// A module may use what the script defines.
  @Test func withModules() throws {
    let result = try run("require 'm' function finsh() end function transform(r) end")
    #expect(result.code == 0)
    #expect(result.error == "warning: s.lua:1: nothing uses 'finsh'; did you mean 'finish'?\n")
  }

  @Test func localEntries() throws {
    let result = try run("local function transform(r) end")
    #expect(result.code == 3)
    #expect(
      result.error.hasSuffix("; 'transform' is local there, and only globals are looked at\n"),
      "\(result.error)")
    #expect(try !run("local x = 1").error.contains("local there"))
  }
}
