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
  private func run(_ script: String, _ definitions: [(name: String, value: String?)] = []) throws {
    try write("function begin() end " + script)
    defer { unlink(path) }
    var options = RunOptions(script: .file(Path(path)), inputs: [])
    options.definitions = definitions.map { Definition($0.name, $0.value) }
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
    _ script: String, _ definitions: [(name: String, value: String?)] = []
  ) throws -> RunError {
    try #require(throws: RunError.self) { try run(script, definitions) }
  }

  @Test func defaultsHaveTheirTypes() throws {
    try run(
      """
      options = {
        a = { default = "x" }, b = { default = 5 }, c = { default = false }, d = {},
        e = { default = 1.0 }, f = { many = true }, g = { default = { 1, 2 }, many = true },
      }
      local function check()
        assert(args.a == "x" and args.b == 5 and math.type(args.b) == "integer")
        assert(args.c == false and args.d == nil and math.type(args.e) == "float")
        assert(#args.f == 0 and #args.g == 2 and args.g[2] == 2)
        local names = {}
        for name in pairs(args) do names[#names + 1] = name end
        assert(table.concat(names) == "abcefg")
      end
      check()
      begin = check
      """)
  }

  @Test func givenOnesHaveTheirTypes() throws {
    try run(
      """
      assert(args.a == "1" and args["b.c"] == "2" and args.missing == nil)
      local raw = {}
      for name, value in pairs(args) do raw[name] = value end
      assert(raw.e == "true" and raw.g == "0.5")
      options = {
        a = { default = 7 }, ["b.c"] = { default = "y" }, d = { type = "number" },
        e = { default = false }, f = { type = "boolean" }, g = { values = { 1, 0.5 } },
        h = { many = true, type = "integer" }, i = { type = "file" },
      }
      local function check()
        assert(args.a == 1 and args["b.c"] == "2" and args.d == -1.5 and args.e and args.f == false)
        assert(args.g == 0.5 and #args.h == 2 and args.h[1] == 3 and args.i == "/dev/null")
      end
      check()
      begin = check
      """,
      [
        ("a", "1"), ("b.c", "2"), ("d", "-1.5"), ("e", nil), ("f", "false"), ("g", "0.5"),
        ("h", "3"), ("h", "4"), ("i", "/dev/null"),
      ])
  }

  @Test func whatAScriptPutsIntoArgsStays() throws {
    try run(
      """
      options = { a = { default = "x" }, b = { default = 1 }, list = { many = true } }
      args.a = "mine"
      table.remove(args.list, 1)
      options.c = { default = "later" }
      function begin() assert(args.a == "mine" and args.b == 1 and #args.list == 1) end
      local old = begin
      begin = function() old() assert(args.c == "later" and #args == 0) end
      """, [("list", "1"), ("list", "2")])
  }

  /// A script that declares its options reads no others; those that are not given are nil.
  @Test(arguments: [
    ("print(args.prefx)", "; did you mean 'args.prefix'?"),
    ("print(args.zzzzzz)", "; it has n, prefix"),
    ("function begin() return args.prefx .. 'x' end", "; did you mean 'args.prefix'?"),
    ("options = {} print(args.n)", "; it has none"),
  ])
  func namesThatAreNotDeclared(code: String, hint: String) throws {
    let options = "options = { prefix = { default = 'x' }, n = {} } "
    for given in [[], [(name: "prefix", value: "y" as String?)]]
    where !code.contains("{}") || given.isEmpty {
      let error = try failure(options + code, given)
      #expect(error.description.contains("'options' declares no '"), "\(error)")
      #expect(error.description.contains(hint + "\n  --> "), "\(error)")
    }
    try run(options + "assert(args.n == nil and args[1] == nil) args.z = 1 assert(args.z == 1)")
    try run("options = { m = { type = 'string' } } function begin() assert(args.m == nil) end")
  }

  @Test func returnedTable() throws {
    let script = """
      options = 5
      return {
        options = { a = { default = 2, help = "h" } }, stateless = true,
        begin = function() assert(args.a == 2) end,
      }
      """
    try run(script)
    let option = try #require(try declared(script)?.first)
    #expect(option.name == "a" && option.type == .integer && option.help == "h")
    #expect(option.defaultValues == ["2"] && option.values == [])
    #expect(!option.isRequired && !option.isMany)
  }

  @Test func optionsOfAModule() throws {
    let module = path.replacingOccurrences(of: ".lua", with: "_module.lua")
    defer { unlink(module) }
    try Data("return { options = { a = { type = 'integer' } } }".utf8)
      .write(to: URL(filePath: module))
    let name = URL(filePath: module).deletingPathExtension().lastPathComponent
    try run(
      """
      local script = require('\(name)')
      script.begin = function() assert(args.a == 3) end
      return script
      """, [("a", "3")])
  }

  /// What is asked for its options may lack some that it requires.
  @Test func optionsOfAScriptThatFails() throws {
    let script = """
      options = { a = { required = true, values = { "x", "y" } }, b = { type = "file" } }
      local first = args.a:sub(1, 1)
      """
    let options = try #require(try declared(script))
    #expect(options.map(\.name) == ["a", "b"])
    #expect(options[0].isRequired && options[0].values == ["x", "y"])
    #expect(options.map(\.usage) == ["a=x|y", "b=FILE"])
  }

  @Test(arguments: [
    ("a = { default = 1 }", "a", "x", "'a' of %s takes an integer, got 'x'"),
    ("a = { default = 1 }", "a", "1.5", "'a' of %s takes an integer, got '1.5'"),
    ("a = { default = 1 }", "a", "9223372036854775808", "takes an integer, got"),
    (
      "a = { default = 1 }", "a", nil,
      "'a' of %s has no value: it takes an integer, definitions: a=INTEGER"
    ),
    ("a = { default = 0.5 }", "a", "nan", "takes a number, got 'nan'"),
    ("a = { default = 0.5 }", "a", "0x10", "takes a number, got '0x10'"),
    ("a = { default = true }", "a", "yes", "takes true or false, got 'yes'"),
    ("a = { values = { 'fast', 'exact' } }", "a", "fsat", "did you mean 'fast'?"),
    ("a = { values = { 1, 2, 3 } }", "a", "4", "takes 1, 2 or 3, got '4'"),
    (
      "a = { required = true }", "", "",
      "'a' of %s is missing: it takes a string, definitions: a=STRING"
    ),
    ("a = { many = true, required = true }", "", "", "is missing"),
    ("a = { type = 'file' }", "a", "/dev/null/x", "'a' of %s takes a file; cannot read"),
    ("a = { type = 'file' }", "a", "/dev", "'/dev' is a directory"),
    ("a = { type = 'file', default = '/dev/null/x' }", "", "", "takes a file; cannot read"),
    ("a = {}", "prefix", "", "has no option 'prefix' (its options: a)"),
  ])
  func misfits(declaration: String, name: String, value: String?, message: String) throws {
    let given = name.isEmpty ? [] : [(name: name, value: value)]
    for use in ["", "pcall(function() return args.a end)", "print(args.a)"] {
      let error = try failure("options = { \(declaration) } \(use)", given)
      #expect(error.kind == .usage || error.kind == .io)
      let expected = message.replacingOccurrences(of: "%s", with: path)
      #expect(error.description.contains(expected), "\(error)")
      #expect(!error.description.contains("-->"))
    }
  }

  @Test func givenTwice() throws {
    let error = try failure("options = { a = {} }", [("a", "1"), ("a", "2")])
    #expect(error.description.hasSuffix("is given 2 times; it takes one value"))
    try run("assert(args.a == '2')", [("a", "1"), ("a", "2")])
  }

  @Test func withoutOptionsAllNamesAreTaken() throws {
    try run("assert(args.anything == 'x')", [("anything", "x")])
    try run("assert(args.flag == 'true')", [("flag", nil)])
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
    (
      "options = { a = { dflt = 1 } }",
      "'options.a' takes 'default', 'type', 'values', 'required', 'many' or 'help', got 'dflt'"
    ),
    (
      "options = { a = { default = begin } }",
      "'options.a.default' takes a string, number, boolean or list of them, got a function"
    ),
    (
      "options = { a = { default = { begin }, many = true } }",
      "'options.a.default' takes strings, numbers or booleans, got a function"
    ),
    (
      "options = { a = { default = { 1 } } }",
      "'options.a.default' takes one value, got a list; with many = true it takes several"
    ),
    (
      "options = { a = { default = 1, many = true } }",
      "'options.a.default' takes a list, as 'many' is set"
    ),
    (
      "options = { a = { type = 'int' } }",
      #"'options.a.type' takes "string", "integer", "number", "boolean" or "file", got 'int'"#
    ),
    (
      "options = { a = { type = 'integer', default = 1.5 } }",
      "'options.a.default' takes a value of the type integer, got 1.5"
    ),
    (
      "options = { a = { default = 'slow', values = { 'fast', 'exact' } } }",
      "'options.a.default' is none of the values: it takes fast or exact, got 'slow'"
    ),
    (
      "options = { a = { values = { 1, 'x' } } }",
      "'options.a.values' takes values of the type integer, got 'x'"
    ),
    ("options = { a = { values = {} } }", "'options.a.values' is empty: nothing could be given"),
    ("options = { a = { values = 'x' } }", "'options.a.values' takes a list of values, got 'x'"),
    (
      "options = { a = { required = true, default = 1 } }",
      "'options.a' is required and has a default: that would never be used"
    ),
    (
      "options = { a = { required = 1 } }", "'options.a.required' takes true or false, got a number"
    ),
    ("options = { a = { help = 1 } }", "'options.a.help' takes a string, got a number"),
    ("stateless = 1", "'stateless' takes a boolean, got a number"),
    ("return { stateless = 'yes' }", "'stateless' takes a boolean, got a string"),
  ])
  func malformed(script: String, message: String) throws {
    let error = try failure(script)
    #expect(error.kind == .script)
    #expect(error.description.hasPrefix("\(message)\n"), "\(error)")
  }

  @Test(arguments: [("stateless = true", true), ("stateless = false", false), ("", false)])
  func stateless(script: String, isStateless: Bool) throws {
    let options = ScriptStateOptions(world: OpenWorld(), interface: .batchLua(for: .openai))
    let state = try ScriptState(options: options, sink: CheckedLines(profile: .openai))
    try state.vm.run(Array(script.utf8), name: "s.lua")
    #expect(state.isStateless == isStateless)
  }

  @Test func errorsOfTheTopLevelAreReported() throws {
    let error = try #require(throws: RunError.self) { _ = try declared("local x = nil + 1") }
    #expect(error.kind == .script)
    #expect(error.description.contains("arithmetic on a nil value"))
  }
}
