import Foundation
import Testing

private let hostileScripts = URL(filePath: #filePath)
  .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
  .appending(path: "../shared/hostile").standardizedFileURL

/// Scripts that mean harm, which lie beside the package where they are at hand. The first line of
/// each says what must come of it: `-- expect: CLASS; why`.
///
/// Those of the class `timeout` run for ever and are left out until there is a limit of time; those
/// that are slow by measure and not by design are listed.
@Suite(.enabled(if: FileManager.default.fileExists(atPath: hostileScripts.path)))
struct HostileTests {
  struct Script: CustomTestStringConvertible, Sendable {
    let name: String
    let expectation: String
    var testDescription: String { "\(name): \(expectation)" }
  }

  /// Work in C functions that only a limit of time ends early.
  static let endless: Set<String> = [
    "128_table_move_huge_range.lua", "129_table_insert_fake_len.lua",
    "131_table_sort_fake_len.lua", "132_table_concat_fake_len.lua",
    "138_plain_find_quadratic.lua", "215_mem_emergency_gc_weak_metatable.lua",
    "140_collectgarbage_spam.lua", "216_mem_output_bomb_dag.lua",
    "619_modify_array_while_ipairs.lua",
  ]

  /// What they take for an escape is part of the API: `os.getenv`, and `debug` with `traceback`.
  static let permitted: Set<String> = ["417_load_env_escape.lua", "419_os_setlocale_getenv.lua"]

  /// Faults of Lua 5.4.4 itself, mended in later releases.
  static let faultsOfLua: Set<String> = [
    "310_concat_metamethod_realloc.lua", "315_break_close_miscompile.lua",
  ]

  static let scripts: [Script] =
    ((try? FileManager.default.contentsOfDirectory(atPath: hostileScripts.path)) ?? [])
    .sorted().compactMap { name in
      guard
        let text = try? String(
          contentsOf: hostileScripts.appending(path: name), encoding: .isoLatin1),
        let line = text.split(separator: "\n").first, line.hasPrefix("-- expect: ")
      else { return nil }
      return Script(name: name, expectation: String(line.dropFirst(11).prefix { $0 != ";" }))
    }

  private static let input = #"""
    {"custom_id":"a","method":"POST","url":"/v1/chat/completions",\#
    "body":{"model":"m","n":9007199254740993,"messages":[{"role":"user","content":"Hi"}]}}

    """#.replacing("\\#\n", with: "")

  static func run(_ script: Script) throws -> Tool.Result {
    let lines = input + input.replacing("\"a\"", with: "\"b\"")
    return try Tool().run(
      hostileScripts.appending(path: script.name).path, "-", input: lines, timeout: 20)
  }

  @Test func scriptsAreFound() { #expect(Self.scripts.count > 100) }

  @Test(
    arguments: scripts.filter {
      !["timeout", "memory"].contains($0.expectation) && !endless.contains($0.name)
        && !permitted.contains($0.name)
    })
  func script(script: Script) throws {
    let result = try Self.run(script)
    try withKnownIssue("a fault of Lua 5.4.4", isIntermittent: true) {
      try Self.check(result, script)
    } when: {
      Self.faultsOfLua.contains(script.name)
    }
  }

  static func check(_ result: Tool.Result, _ script: Script) throws {
    #expect(result.code != nil, "ended by signal \(result.signal ?? 0)")
    #expect(!result.error.contains("ESCAPE"), "\(result.error)")
    switch script.expectation {
    case "ok": #expect(result.code == 0, "\(result.error)")
    case "error":
      #expect(result.code == 4 || result.code == 3, "\(result.error)")
      #expect(result.error.contains("error: "))
    default:
      #expect([0, 3, 4].contains(result.code), "\(result.error)")
    }
    if result.code == 0 {
      for line in result.output.split(separator: "\n") {
        #expect(throws: Never.self) {
          try JSONSerialization.jsonObject(with: Data(line.utf8))
        }
      }
    } else {
      #expect(result.output == "")
    }
  }
}
