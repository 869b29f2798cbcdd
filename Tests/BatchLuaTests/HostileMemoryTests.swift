import BatchLua
import Foundation
import Testing

private let hostileScripts = URL(filePath: #filePath)
  .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
  .appending(path: "../shared/hostile").standardizedFileURL

/// The scripts that take all memory, which lie beside the package where they are at hand: the cap
/// ends the run, whatever they catch.
@Suite(.enabled(if: FileManager.default.fileExists(atPath: hostileScripts.path)))
struct HostileMemoryTests {
  private static let scripts = [
    "201_mem_string_doubling.lua", "203_mem_string_rep_2g.lua", "204_mem_pcall_swallow.lua",
    "206_mem_string_pack.lua", "207_mem_million_coroutines.lua", "209_mem_table_concat.lua",
    "210_mem_load_huge_source.lua", "213_mem_constructor_bomb.lua",
    "215_mem_emergency_gc_weak_metatable.lua", "218_mem_error_message_huge.lua",
    "301_recursion_lua.lua",
  ]

  private func run(_ name: String, _ policy: RunOptions.ErrorPolicy) throws -> RunError? {
    let scratch = try Scratch()
    let line =
      #"{"custom_id":"ID","method":"POST","url":"/v1/chat/completions","#
      + #""body":{"model":"m","n":9007199254740993}}"#
    let lines = ["a", "b"].map { line.replacing("ID", with: $0) + "\n" }.joined()
    var options = RunOptions(
      script: .file(hostileScripts.appending(path: name).path),
      inputs: [try scratch.write(lines, to: "in.jsonl")])
    options.output = scratch.path("out.jsonl")
    options.maxMemory = 16 << 20
    options.onError = policy
    do {
      try Run(options).execute()
      return nil
    } catch {
      #expect(!FileManager.default.fileExists(atPath: scratch.path("out.jsonl")))
      return try #require(error as? RunError, "\(error)")
    }
  }

  @Test(arguments: scripts)
  func fail(name: String) throws {
    let error = try run(name, .fail)
    if name.hasPrefix("2") && !name.hasPrefix("210") {
      #expect(error?.kind == .record)
      #expect(error?.description.utf8.count ?? 0 < 5000)
    }
  }

  /// A state without memory is of no further use, also where bad records are passed over.
  @Test func skipDoesNotGoOn() throws {
    #expect(try run("204_mem_pcall_swallow.lua", .skip)?.kind == .record)
  }
}
