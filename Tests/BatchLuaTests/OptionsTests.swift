import BatchModel
import Foundation
import LuaVM
import Testing

@testable import BatchLua

/// `options` and `stateless` of scripts.
struct OptionsTests {
  private let path = FileManager.default.temporaryDirectory
    .appending(path: "batchlua-options-\(UUID().uuidString).lua").path

  /// Runs a script without input, with definitions.
  private func run(_ script: String, _ definitions: [(name: String, value: String)] = []) throws {
    try write("function begin() end " + script)
    defer { unlink(path) }
    var options = RunOptions(script: .file(Path(path)), inputs: [])
    options.definitions = definitions
    try Run(options).execute()
  }

  private func declared(_ script: String) throws -> [ScriptOption]? {
    try write(script)
    defer { unlink(path) }
    return try Run(RunOptions(script: .file(Path(path)), inputs: [])).scriptOptions()
  }

  private func write(_ script: String) throws {
    try Data(script.utf8).write(to: URL(filePath: path))
  }

  private func failure(
    _ script: String, _ definitions: [(name: String, value: String)] = []
  ) throws -> RunError {
    try #require(throws: RunError.self) { try run(script, definitions) }
  }

  @Test func defaultsComeBeforeBegin() throws {
    try run(
      """
      options = { a = { default = "x" }, b = { default = 5 }, c = { default = true }, d = {} }
      assert(next(args) == nil)
      function begin()
        assert(args.a == "x" and args.b == "5" and args.c == "true" and args.d == nil)
      end
      """)
  }

  @Test func givenOnesAreThereAtTopLevel() throws {
    try run(
      """
      options = { a = { default = "x" }, ["b.c"] = { default = "y" } }
      assert(args.a == "1" and args["b.c"] == "2")
      function begin() assert(args.a == "1" and args["b.c"] == "2") end
      """, [("a", "1"), ("b.c", "2")])
  }

  @Test func returnedTable() throws {
    let script = """
      options = 5
      return {
        options = { a = { default = "x", help = "h" } }, stateless = true,
        begin = function() assert(args.a == "x") end,
      }
      """
    try run(script)
    #expect(try declared(script) == [ScriptOption(name: "a", defaultValue: "x", help: "h")])
  }

  @Test func withoutOptionsAllNamesAreTaken() throws {
    try run("assert(args.anything == 'x')", [("anything", "x")])
    #expect(try declared("x = 1") == nil)
    #expect(try declared("options = {}") == [])
  }

  @Test func unknownNames() throws {
    let script = "options = { prefix = {}, width = {} }"
    let near = try failure(script, [("prefx", "a")])
    #expect(near.kind == .usage)
    #expect(near.description.hasSuffix("has no option 'prefx'; did you mean 'prefix'?"))
    let far = try failure(script, [("q", "a")])
    #expect(far.description.hasSuffix("has no option 'q' (its options: prefix, width)"))
    let none = try failure("options = {}", [("q", "a")])
    #expect(none.description.hasSuffix("has no option 'q' (its options: none)"))
  }

  @Test(arguments: [
    ("options = 5", "'options' takes a table of options by name, got a number"),
    ("options = { 'a' }", "'options' takes a table of options by name, got the key 1"),
    ("options = { ['a=b'] = {} }", "'options' takes a table of options by name, got the key a=b"),
    ("options = { a = 'x' }", "'options.a' takes a table { default = …, help = … }, got a string"),
    ("options = { a = { dflt = 1 } }", "'options.a' takes 'default' and 'help', got 'dflt'"),
    (
      "options = { a = { default = {} } }",
      "'options.a.default' takes a string, number or boolean, got a table"
    ),
    ("options = { a = { help = 1 } }", "'options.a.help' takes a string, got a number"),
    ("stateless = 1", "'stateless' takes a boolean, got a number"),
    ("return { stateless = 'yes' }", "'stateless' takes a boolean, got a string"),
  ])
  func malformed(script: String, message: String) throws {
    let error = try failure(script)
    #expect(error.kind == .script)
    #expect(error.description.hasPrefix("error: \(message)\n"), "\(error)")
  }

  @Test(arguments: [("stateless = true", true), ("stateless = false", false), ("", false)])
  func stateless(script: String, isStateless: Bool) throws {
    let engine = try Engine(options: EngineOptions(), sink: RecordSink(profile: .openai))
    try engine.vm.run(Array(script.utf8), name: "s.lua")
    #expect(engine.isStateless == isStateless)
  }

  @Test func errorsOfTheTopLevelAreReported() throws {
    let error = try #require(throws: RunError.self) { _ = try declared("local x = nil + 1") }
    #expect(error.kind == .script)
    #expect(error.description.contains("arithmetic on a nil value"))
  }
}
