import Foundation
import Testing

/// What scripts print is what plain Lua prints for them: Debian's `lua5.4`, which `scripts/test`
/// installs with the modules that are used.
struct PlainLuaTests {
  private static let folder = URL(filePath: #filePath).deletingLastPathComponent()
  private static let directories = ["/usr/share/lua/5.4", "/usr/share/lua/5.3"]

  private static func scripts(_ folder: String) -> [String] {
    let names = try? FileManager.default.contentsOfDirectory(
      atPath: Self.folder.appending(path: folder).path)
    return (names ?? []).sorted().map { "\(folder)/\($0)" }
  }

  private static func has(_ files: String...) -> Bool {
    files.allSatisfy { FileManager.default.fileExists(atPath: $0) }
  }

  private static let hasLua = has("/usr/bin/lua5.4")
  private static let hasModules = has(
    "/usr/share/lua/5.4/pl/List.lua", "/usr/share/lua/5.3/inspect.lua",
    "/usr/share/lua/5.4/luaunit.lua", "/usr/share/lua/5.4/dkjson.lua",
    "/usr/share/lua/5.4/argparse.lua", "/usr/share/lua/5.3/MessagePack.lua",
    "/usr/share/lua/5.4/luassert/init.lua", "/usr/share/lua/5.4/say/init.lua")

  @Test func scriptsAreFound() {
    #expect(Self.scripts("PlainLua").count == 4)
    #expect(Self.scripts("PureModules").count == 9)
  }

  @Test(.enabled(if: hasLua, "lua5.4 is not installed"), arguments: scripts("PlainLua"))
  func language(script: String) throws { try compare(script) }

  @Test(
    .enabled(if: hasLua && hasModules, "lua5.4 or one of its modules is not installed"),
    arguments: scripts("PureModules"))
  func module(script: String) throws { try compare(script) }

  private func compare(_ script: String) throws {
    let path = Self.directories.flatMap { ["\($0)/?.lua", "\($0)/?/init.lua"] }
    let options = Self.directories.map { "-L \($0)" }.joined(separator: " ")
    let plain = try CommandRunner.run(
      "LUA_PATH='\(path.joined(separator: ";"))' lua5.4 \(script)", in: Self.folder)
    #expect(plain.exitCode == 0, "\(plain.errors)")
    #expect(!plain.output.isEmpty)
    let ours = try CommandRunner.run(
      "batchlua run \(options) \(script) /dev/null", in: Self.folder)
    #expect(ours.exitCode == 0)
    #expect(ours.output == "")
    let lines = zip(plain.output.split(separator: "\n"), ours.errors.split(separator: "\n"))
    for (wanted, got) in lines where wanted != got {
      Issue.record("plain Lua prints '\(wanted)', batchlua '\(got)'")
      return
    }
    #expect(plain.output == ours.errors)
  }
}
