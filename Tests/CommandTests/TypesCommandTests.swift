import Foundation
import Testing

/// `batchlua types`.
struct TypesCommandTests {
  private let launch: Launch

  init() throws { launch = try Launch() }

  @Test func writesBothFiles() throws {
    let result = try launch.batchlua("types", "editor/lua")
    #expect(result.code == 0 && result.output == "")
    #expect(
      result.error == """
        wrote editor/lua/batchlua.d.lua
        wrote editor/lua/.luarc.json
        wrote editor/lua/.luacheckrc

        """)
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
    #expect(
      result.error == "wrote batchlua.d.lua\nwrote .luarc.json\nwrote .luacheckrc\n",
      "\(result.error)")
    #expect(try launch.read("batchlua.d.lua").hasPrefix("---@meta"))
    #expect(
      try launch.batchlua("types").error == """
        wrote batchlua.d.lua
        kept .luacheckrc
        kept .luarc.json: it has what is needed

        """)
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
        wrote .luacheckrc
        kept .luarc.json; what it lacks:
          "workspace.library": ["batchlua.d.lua"]
          "diagnostics.globals": ["begin", "filter", "transform", "finish", "options", "stateless", "columns"]
          "diagnostics.disable": ["need-check-nil", "unnecessary-if"]

        """)
  }

  @Test(arguments: [
    #"{"Lua.runtime.version":"Lua 5.4","workspace.library":["a","batchlua.d.lua"],"#
      + #""diagnostics":{"disable":["unnecessary-if","need-check-nil"],"#
      + #""globals":["stateless","options","begin","finish","filter","transform","columns"]}}"#
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

  /// Its globals are those of scripts, with their members, and it is a file that luacheck can read.
  @Test func settingsOfLuacheck() throws {
    #expect(try launch.batchlua("types").code == 0)
    let settings = try launch.read(".luacheckrc")
    #expect(settings.contains(#"globals = { "begin", "filter", "transform", "finish", "options""#))
    #expect(settings.contains(#"log = { fields = { "info", "warn", "error" } }"#))
    #expect(settings.contains(#"json = { fields = { "null", "#))
    try launch.write(
      """
      local settings = { stds = {} }
      assert(load(batch.readfile(".luacheckrc"), "rc", "t", settings))()
      assert(settings.std == "lua54+batchlua" and settings.exclude_files[1] == "batchlua.d.lua")
      -- Each name that it takes away is there to raise an error, or not at all.
      for _, name in ipairs(settings.not_globals) do
        local value = _G
        for part in name:gmatch("[^.]+") do value = value and value[part] end
        assert(value == nil or not pcall(value, "file"), name)
      end
      function filter() return true end
      """, to: "check.lua")
    let result = try launch.batchlua("run", "check.lua", "/dev/null")
    #expect(result.code == 0, "\(result.error)")
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
