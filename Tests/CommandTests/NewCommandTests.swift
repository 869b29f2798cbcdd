import Foundation
import Testing

@testable import BatchLuaReference

/// `batchlua new`, and recipes that run without a copy.
@Suite struct NewCommandTests {
  let tool: Tool

  init() throws { tool = try Tool() }

  @Test(arguments: ["swap", "jobs/swap.lua"])
  func aNewScriptPassesItsTest(name: String) throws {
    let result = try tool.run(command: ["new", name])
    #expect(result.code == 0 && result.output == "", "\(result.error)")
    let base = name.hasSuffix(".lua") ? String(name.dropLast(4)) : name
    #expect(tool.has("\(base).lua") && tool.has("\(base).test/expected.jsonl"))
    let folder = base.contains("/") ? "jobs/" : ""
    #expect(tool.has("\(folder).luarc.json") && tool.has("\(folder)batchlua.d.lua"))
    #expect(try tool.read("\(base).lua").hasPrefix("-- What swap.lua does"))
    #expect(try tool.run(command: ["test"]).output == "1 test, all passed\n")
    #expect(try tool.run(command: ["check", "\(base).lua"]).output == "")
    let again = try tool.run(command: ["new", name])
    #expect(again.code == 2)
    #expect(
      again.error == "error: \(base).lua is there already, and is not replaced; take another name\n"
    )
  }

  /// Each becomes a script whose test passes, and whose expected output is that of the cookbook.
  @Test(arguments: Recipe.all.map(\.name))
  func recipes(name: String) throws {
    let result = try tool.run(command: ["new", "mine", "--from", name])
    #expect(result.code == 0 && !result.error.contains("warning"), "\(result.error)")
    #expect(try tool.run(command: ["test"]).output == "1 test, all passed\n")
    let script = try tool.read("mine.lua")
    #expect(!script.contains("\(name).lua"))
    let path = try #require(Recipe.all.first { $0.name == name }?.path)
    let single = script.ranges(of: "\n-- batchlua run ").count == 1
    let file = path.contains("/") ? "\(name)/expected.jsonl" : "\(name).expected.jsonl"
    if single, let expected = try? ExamplesTests.text(of: file), !expected.isEmpty {
      #expect(try tool.read("mine.test/expected.jsonl") == expected)
    }
  }

  @Test func quietly() throws {
    let result = try tool.run(command: ["new", "-q", "swap"])
    #expect(result.code == 0 && result.output.isEmpty && result.error.isEmpty)
    #expect(tool.has("swap.lua") && tool.has("swap.test/expected.jsonl"))
  }

  @Test func list() throws {
    let result = try tool.run(command: ["new", "--list"])
    let names = result.output.split(separator: "\n").map { String($0.prefix { $0 != " " }) }
    #expect(result.code == 0 && names == Recipe.all.map(\.name))
  }

  @Test(arguments: [
    (["new"], "error: missing NAME"), (["new", "x", "--list"], "error: --list makes no script"),
    (["new", "x", "--from", "dedup"], "error: there is no recipe 'dedup'; did you mean 'dedupe'?"),
    (["new", ""], "error: a script needs a name such as swap-model, got ''"),
    (
      ["run", "@nothing-like-it"],
      "error: there is no recipe 'nothing-like-it'; 'batchlua new --list'"
    ),
  ])
  func usage(arguments: [String], message: String) throws {
    let result = try tool.run(command: arguments)
    #expect(result.code == 2 && result.error.hasPrefix(message), "\(result.error)")
    #expect(tool.names == [])
  }

  /// What the recipe reads and writes is known; what is said otherwise holds.
  @Test func recipesRunWithoutACopy() throws {
    let results = ExamplesTests.directory.appending(path: "results.jsonl").path
    let text = try tool.run("@results-to-text", results)
    let expected = try ExamplesTests.text(of: "results-to-text.expected.jsonl")
    #expect(text.code == 0 && text.output == expected)
    let other = try tool.run("--to", "csv", "--head", "1", "@results-to-text", results)
    #expect(other.output.hasPrefix("custom_id,text\n"), "\(other.output)\(other.error)")
    for options in [["--sandbox"], ["--jobs", "1"]] {
      let swapped = try tool.run(
        command: ["run"] + options + ["@swap-model", "-"], input: Tool.requests(1))
      #expect(
        swapped.code == 0 && swapped.output.contains("\"custom_id\":\"r1\""), "\(swapped.error)")
    }
    let bad = try tool.run("@add-system-message", "-", input: Tool.requests(1))
    #expect(bad.code == 2 && bad.error.contains("option 'text' of @add-system-message is missing"))
    let help = try tool.run("@renumber", "--help")
    #expect(help.output.contains("\nOPTIONS OF @renumber:\n"))
  }
}
