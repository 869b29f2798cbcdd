import Foundation
import Testing

/// No data commands a terminal or begins a line of a message, wherever it comes from.
struct ForgedMessageTests {
  let tool: Tool
  /// All that is escaped, and what a log of a build server would take for a command.
  private static let bad =
    (0...0x1F).map { String(Unicode.Scalar($0)) }.joined().replacing("\0", with: "")
    + "\u{7F}\u{85}\u{9B}2J\u{61C}\u{200E}\u{202E}\u{2028}\u{2029}\u{2066}\u{FEFF}\n::error::forged"
  /// The same as a string of JSON.
  private static let quoted =
    "\"" + bad.utf16.map { "\\u" + ("000" + String($0, radix: 16)).suffix(4) }.joined() + "\""
  /// The same as a string of Lua.
  private static let lua = "'" + bad.utf8.map { "\\" + ("00\($0)").suffix(3) }.joined() + "'"
  /// The same as the name of a file or of an option.
  private static let name = bad.replacing("/", with: "")

  init() throws {
    tool = try Tool()
    try tool.write(Tool.requests(1), to: "in.jsonl")
  }

  /// Line ends and tabs are the message's own; a line that data begins would begin with "::".
  private func check(_ text: String, _ what: String, isEmpty: Bool = false) {
    #expect(isEmpty || text.contains("::error::forged"), "\(what) is not shown: \(text)")
    for line in text.split(separator: "\n") {
      #expect(!line.hasPrefix("::"), "\(what): \(text)")
      for scalar in line.unicodeScalars {
        switch scalar.value {
        case 0..<0x20, 0x7F...0x9F, 0x61C, 0x200E, 0x200F, 0x2028...0x202E, 0x2066...0x2069, 0xFEFF:
          Issue.record("U+\(String(scalar.value, radix: 16)) of \(what): \(text)")
          return
        default: break
        }
      }
    }
  }

  private func run(_ arguments: [String], input: String? = nil, _ what: String) throws {
    for sandbox in [[], ["--sandbox"]] {
      let result = try tool.run(
        command: ["run"] + sandbox + arguments, input: input ?? Tool.requests(1))
      check(result.error, what + sandbox.joined())
    }
  }

  @Test func members() throws {
    let request = Tool.request("r1")
    let places = [
      ("custom_id", #""r1""#), ("method", #""POST""#), ("url", #""/v1/chat/completions""#),
      ("model", #""gpt-5""#),
    ]
    for (name, value) in places {
      let line = request.replacing("\"\(name)\":\(value)", with: "\"\(name)\":\(Self.quoted)")
      #expect(line != request)
      let other = name == "custom_id" ? line : Tool.request("other")
      let input = "\(other)\n\(line)\n"
      let options = ["--on-error", "skip", "-e", "true", "-"]
      if name == "method" || name == "custom_id" || name == "model" {
        try run(options, input: input, name)
      } else {
        let result = try tool.run(command: ["run"] + options, input: input)
        check(result.error, name, isEmpty: true)
      }
    }
  }

  @Test func wordsOfScripts() throws {
    let codes = [
      "error(\(Self.lua))", "error(\(Self.lua), 0)", "error{message = \(Self.lua)}",
      "error{message = 'm', code = \(Self.lua)}", "error{code = 'c', message = \(Self.lua)}",
      "error{[\(Self.lua)] = 1}", "batch.log.info(\(Self.lua))", "batch.log.error(\(Self.lua))",
      "batch.log.warn('%s', \(Self.lua))", "batch.reject(\(Self.lua))",
      "batch.reject{message = 'm', code = \(Self.lua)}", "require(\(Self.lua))",
      "body[\(Self.lua)] = print", "req[\(Self.lua)] = 1", "json.decode(\(Self.lua))",
      "batch.reader(\(Self.lua))", "load('error()', '@' .. \(Self.lua))()",
      "batch.readfile(\(Self.lua))", "batch.writer('x', { max_bytes = \(Self.lua) })",
      "batch.csv('in.jsonl', { separator = \(Self.lua) })", "body.nosuch[\(Self.lua)] = 1",
      "return \(Self.lua)", "setmetatable({}, {__index = function() error(\(Self.lua)) end}).x()",
    ]
    for code in codes {
      for sandbox in [[], ["--sandbox"]] {
        let result = try tool.run(
          command: ["run"] + sandbox + ["-e", code, "in.jsonl"])
        check(result.error, code, isEmpty: true)
        #expect(!result.error.isEmpty, "\(code)")
      }
    }
  }

  @Test func manyRejects() throws {
    let result = try tool.run(
      "-e", "batch.reject{message = 'm', code = \(Self.lua)}", "-", input: Tool.requests(20))
    check(result.error, "codes in the end")
    #expect(result.error.contains("20 records were left out"))
  }

  @Test func names() throws {
    let name = Self.name
    try run([name, "in.jsonl"], "a script that is not there")
    try run(["-e", "true", name], "an input that is not there")
    try run(["-e", "true", "in.jsonl", "-o", "none/" + name], "an output")
    try run(["-e", "true", "--rejects", "none/" + name, "in.jsonl"], "rejects")
    try run(["-D", "=" + name, "-e", "true", "in.jsonl"], "a bad definition")
    try run(["--profile", name, "-e", "true", "in.jsonl"], "a profile")
    try run(["--type", name, "-e", "true", "in.jsonl"], "a type")
    try run(["--max-memory", name, "-e", "true", "in.jsonl"], "a size")
    let option = try tool.run(command: ["run", "--x" + name, "-e", "true"])
    check(option.error, "an option", isEmpty: true)
    try tool.write("options = { a = {} } function transform() end", to: "o.lua")
    try run(["-D", name + "=1", "o.lua", "in.jsonl"], "an option of the script")
    for command in [[name], ["help", name], ["types", "in.jsonl/" + name]] {
      check(try tool.run(command: command).error, "\(command)")
    }
    try tool.write("function transform() error('x') end", to: name)
    try run([name, "in.jsonl"], "the script's name")
    try tool.write("x x", to: name)
    try run([name, "in.jsonl"], "the name of a script that is not Lua")
    try tool.write("{\"a\":tru}", to: name)
    try run(["-e", "true", name], "the input's name")
    try tool.write("error('x')", to: name + ".lua")
  }

  @Test(arguments: [[], ["--sandbox"]])
  func helpOfScripts(options: [String]) throws {
    try tool.write(
      """
      options = {
        p = { help = \(Self.lua) }, q = { default = \(Self.lua) }, [\(Self.lua)] = { help = "x" },
      }
      """, to: "h.lua")
    let result = try tool.run(command: ["run"] + options + ["h.lua", "--help"])
    check(result.output + result.error, "help")
    #expect(result.output.contains("-D p="), "\(result.error)")
  }
}
