import Foundation
import Testing

/// `batchlua types`.
struct TypesCommandTests {
  private let launch: Launch

  init() throws { launch = try Launch() }

  @Test func writesBothFiles() throws {
    let result = try launch.batchlua("types", "editor/lua")
    #expect(result.code == 0 && result.output == "")
    #expect(result.error == "wrote editor/lua/batchlua.d.lua\nwrote editor/lua/.luarc.json\n")
    let definitions = try launch.read("editor/lua/batchlua.d.lua")
    #expect(definitions.hasPrefix("---@meta batchlua\n"))
    #expect(definitions.contains("---@class batch.BatchRequestInput: batch.record\n"))
    #expect(definitions.contains("\nfunction json.decode(text) end\n"))
    let settings = try #require(
      try JSONSerialization.jsonObject(with: Data(launch.read("editor/lua/.luarc.json").utf8))
        as? [String: Any])
    #expect(settings["runtime.version"] as? String == "Lua 5.4")
    #expect(settings["workspace.library"] as? [String] == ["batchlua.d.lua"])
    let globals = try #require(settings["diagnostics.globals"] as? [String])
    #expect(globals.contains("transform") && globals.contains("options"))
  }

  @Test func theFolderIsTheCurrentOne() throws {
    try launch.write("-- old", to: "batchlua.d.lua")
    let result = try launch.batchlua("types")
    #expect(result.error == "wrote batchlua.d.lua\nwrote .luarc.json\n", "\(result.error)")
    #expect(try launch.read("batchlua.d.lua").hasPrefix("---@meta"))
    #expect(try launch.batchlua("types").error.contains("kept .luarc.json: it has what is needed"))
  }

  @Test func settingsThatAreThereAreKept() throws {
    let own = #"{"runtime": {"version": "Lua 5.4"}, "diagnostics.globals": ["begin", "x"]}"#
    try launch.write(own, to: ".luarc.json")
    let result = try launch.batchlua("types")
    #expect(result.code == 0)
    #expect(try launch.read(".luarc.json") == own)
    #expect(
      result.error == """
        wrote batchlua.d.lua
        kept .luarc.json; what it lacks:
          "workspace.library": ["batchlua.d.lua"]
          "diagnostics.globals": ["begin", "filter", "transform", "finish", "options", "stateless"]

        """)
  }

  @Test(arguments: [
    #"{"Lua.runtime.version":"Lua 5.4","workspace.library":["a","batchlua.d.lua"],"#
      + #""diagnostics":{"globals":["stateless","options","begin","finish","filter","transform"]}}"#
  ])
  func enoughMayBeWrittenInOtherWays(text: String) throws {
    try launch.write(text, to: ".luarc.json")
    #expect(try launch.batchlua("types").error.contains("it has what is needed"))
  }

  @Test func settingsThatAreNoJSON() throws {
    try launch.write("{ // mine\n}", to: ".luarc.json")
    let result = try launch.batchlua("types")
    #expect(result.code == 0)
    #expect(result.error.contains(#"  "runtime.version": "Lua 5.4""#))
    #expect(try launch.read(".luarc.json") == "{ // mine\n}")
  }

  @Test func whatCannotBeWrittenIsAnError() throws {
    try launch.write("", to: "file")
    let result = try launch.batchlua("types", "file/x")
    #expect(result.code == 2)
    #expect(result.error.hasPrefix("error: cannot make the directory file/x: "), "\(result.error)")
  }

  private static let checker = ["/usr/local/bin", "/usr/bin", "/opt/lua-language-server/bin"]
    .map { $0 + "/lua-language-server" }.first { access($0, X_OK) == 0 }

  /// The examples of the project, as an editor checks them.
  @Test(.enabled(if: checker != nil, "lua-language-server is not installed"))
  func examplesPassTheChecker() throws {
    let examples = CommandRunner.package.appending(path: "scripts/examples").path
    for name in try FileManager.default.contentsOfDirectory(atPath: examples)
    where name.hasSuffix(".lua") {
      try launch.write(
        String(contentsOfFile: "\(examples)/\(name)", encoding: .utf8), to: name)
    }
    #expect(try launch.batchlua("types").code == 0)
    let result = try launch.start(
      #require(Self.checker),
      ["--check", launch.folder.path, "--checklevel=Warning", "--logpath", launch.folder.path])
    #expect(result.code == 0, "\(result.output)\(result.error)")
    #expect(result.output.lowercased().contains("no problems found"), "\(result.output)")
  }
}
