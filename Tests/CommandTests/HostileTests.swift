import Foundation
import Testing

/// The scripts of `BatchLuaTests/Hostile` that end the process, or that Lua itself may crash on:
/// each in a process of its own.
struct HostileTests {
  private static let folder = URL(filePath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent()
    .appending(path: "BatchLuaTests/Hostile")

  /// Work in C functions that no hook reaches.
  @Test(arguments: [
    "134_pattern_exponential.lua", "135_pattern_lazy_cubic.lua", "137_pattern_gmatch.lua",
  ])
  func lastResort(name: String) throws {
    let tool = try Tool()
    let script = Self.folder.appending(path: name).path
    try tool.write(Tool.requests(2), to: "in.jsonl")
    try tool.write("before\n", to: "out.jsonl")
    let result = try tool.run("--timeout", "0.3", script, "in.jsonl", "-o", "out.jsonl")
    #expect(result.code == 4, "signal \(result.signal ?? 0), \(result.error)")
    #expect(result.error.hasPrefix("error: the script took longer than 0.3 s, in work that"))
    #expect(result.error.contains("  --> \(script):2\n"), "\(result.error)")
    #expect(result.error.contains("  input in.jsonl:1\n"), "\(result.error)")
    #expect(result.error.hasSuffix("  nothing was written to out.jsonl\n"), "\(result.error)")
    #expect(try tool.read("out.jsonl") == "before\n")
    #expect(tool.names == ["in.jsonl", "out.jsonl"])
  }

  @Test func standardOutputHasNoPrints() throws {
    let script = Self.folder.appending(path: "422_print_flood.lua").path
    let result = try Tool().run(script, "-", input: Tool.requests(2))
    #expect(result.code == 0)
    #expect(result.output == Tool.requests(2))
    #expect(result.error.split(separator: "\n").count == 4000)
  }

  /// What they take for an escape is there outside of a sandbox too, where it does no harm; in one
  /// os.getenv tells nothing.
  @Test(
    arguments: ["402_io_open.lua", "417_load_env_escape.lua", "419_os_setlocale_getenv.lua"])
  func permitted(name: String) throws {
    let tool = try Tool()
    try tool.write(
      """
      for name in pairs(debug) do assert(name == "traceback", "ESCAPE: debug." .. name) end
      for _, name in ipairs{"PATH", "LC_ALL"} do assert(not os.getenv(name), "ESCAPE: " .. name) end
      assert(not pcall(io.open, "/etc/passwd"), "ESCAPE: io.open")
      debug, os.getenv, io, package = nil, nil, nil, nil
      require("\(name.dropLast(4))")
      """, to: "s.lua")
    let result = try tool.run(
      "--sandbox", "-L", Self.folder.path, "s.lua", "-", input: Tool.requests(2))
    #expect(result.code == 0, "signal \(result.signal ?? 0), \(result.error)")
    #expect(result.output == Tool.requests(2))
    let open = try tool.run("-L", Self.folder.path, "s.lua", "-", input: Tool.requests(2))
    #expect(open.code == 3)
    #expect(open.error.contains("ESCAPE: PATH"), "\(open.error)")
  }

  /// Lua 5.4.4 uses freed memory when a `__concat` makes a stack that is not deep grow.
  @Test func concatenationOnADeepStack() throws {
    let script = Self.folder.appending(path: "310_concat_metamethod_realloc.lua").path
    let result = try Tool().run("--timeout", "10", script, "-", input: Tool.requests(2))
    #expect(result.code == 0, "signal \(result.signal ?? 0), \(result.error)")
    #expect(result.output == Tool.requests(2))
  }

  /// Lua 5.4.4 leaves the closing value open. See BatchLuaTests/Lua/test-breaks.lua.
  @Test func breaksInCodeAndInModules() throws {
    let code = """
      local isClosed
      local closing = setmetatable({}, {__close = function() isClosed = true end})
      for key in pairs{1}, {1}, nil, closing do
        local function show() return key end
        if show() == 1 then break end
      end
      assert(isClosed)
      """
    let tool = try Tool()
    let inCode = try tool.run("-e", code, "-", input: Tool.requests(2))
    #expect(inCode.code == 0, "\(inCode.error)")
    try tool.write(code, to: "m.lua")
    let inModule = try tool.run("-e", "require 'm'", "-L", ".", "-", input: Tool.requests(2))
    #expect(inModule.code == 0, "\(inModule.error)")
  }
}
