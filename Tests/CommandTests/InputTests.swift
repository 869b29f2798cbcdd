import Foundation
import Testing

/// Lines as real files have them.
struct InputTests {
  let tool: Tool
  private let line = Tool.request("r1") + "\n"

  init() throws { tool = try Tool() }

  /// As a file, and from standard input.
  private func identity(_ input: String, _ expected: String) throws {
    try tool.write(input, to: "in.jsonl")
    for name in ["in.jsonl", "-"] {
      let result = try tool.run("-e", "true", name, input: input)
      #expect(result.code == 0, "\(result.error)")
      #expect(result.output == expected)
      #expect(result.error == "")
    }
  }

  @Test func byteOrderMark() throws { try identity("\u{FEFF}" + line, line) }

  @Test func byteOrderMarkOfEachInput() throws {
    try tool.write("\u{FEFF}" + line, to: "a.jsonl")
    try tool.write("\u{FEFF}" + Tool.request("r2"), to: "b.jsonl")
    let result = try tool.run("-e", "true", "a.jsonl", "b.jsonl")
    #expect(result.output == line + Tool.request("r2") + "\n")
  }

  @Test func byteOrderMarkInsideIsNoJSON() throws {
    let result = try tool.run("-e", "true", "-", input: line + "\u{FEFF}" + line)
    #expect(result.code == 4)
    #expect(result.error.contains("standard input:2"))
  }

  @Test func carriageReturns() throws {
    try identity(Tool.request("r1") + "\r\n" + Tool.request("r2") + "\r\n", Tool.requests(2))
  }

  @Test func missingLastLineEnd() throws { try identity(Tool.request("r1"), line) }

  @Test func missingLastLineEndAfterCarriageReturn() throws {
    try identity(Tool.request("r1") + "\r", line)
  }

  @Test func blankLines() throws {
    try identity("\n\r\n  \t\n" + line + "\n\n" + Tool.request("r2") + "\n\n", Tool.requests(2))
  }

  @Test(arguments: ["", "\n", "\u{FEFF}", "\r\n\n", " "])
  func nothing(input: String) throws { try identity(input, "") }

  @Test func blankLinesCount() throws {
    let input = "\n\n" + line + "\r\n" + Tool.request("r2") + "\n"
    let code = "if req.custom_id == 'r2' then error(req.line .. ' ' .. req.index, 0) end"
    let result = try tool.run("-e", code, "-", input: input)
    #expect(result.error.hasPrefix("error: 5 2\n"), "\(result.error)")
    #expect(result.error.contains("  input standard input:5, custom_id \"r2\"\n"))
  }

  /// Also where the lines are read at several places at a time.
  @Test func linesAreCounted() throws {
    let lines = (1...9000).map { $0 % 7 == 0 ? "" : Tool.request("r\($0)") }
    let input = lines.joined(separator: "\n")
    let code = "if req.custom_id ~= 'r' .. req.line then error(req.line .. '', 0) end"
    try tool.write(input + "\n" + Tool.request("x"), to: "in.jsonl")
    let result = try tool.run("-e", code, "in.jsonl")
    #expect(result.error.hasPrefix("error: 9001\n"), "\(result.error)")
    #expect(result.error.contains("  input in.jsonl:9001, custom_id \"x\"\n"))
  }

  @Test func otherLineEndsAreContent() throws {
    let text = Tool.request("r1").replacing("Hi", with: "a\u{2028}b\u{2029}c\u{85}d\u{1E}e")
      .replacing("\u{1E}", with: "")
    try identity(text + "\n", text + "\n")
  }

  @Test func blanksAroundValuesStay() throws {
    let text = " " + Tool.request("r1").replacing(":", with: " : ").replacing(",", with: "\t, ")
    try identity(text + "\n", text + "\n")
  }

  @Test func longLine() throws {
    let text = String(repeating: "x€", count: 5_000_000)
    func lines(_ model: String) -> String {
      let long = Tool.request("r2", model: model).split(separator: "Hi")
      return Tool.request("r1", model: model) + "\n" + long[0] + text + long[1] + "\n"
        + Tool.request("r3", model: model) + "\n"
    }
    let input = lines("gpt-5")
    try tool.write(input, to: "in.jsonl")
    for name in ["in.jsonl", "-"] {
      let same = try tool.run("-e", "true", name, input: input, timeout: 60)
      #expect(same.code == 0)
      #expect(same.bytes == Data(input.utf8))
      let changed = try tool.run("-e", "body.model = 'm'", name, input: input, timeout: 60)
      #expect(changed.bytes == Data(lines("m").utf8))
    }
  }

  @Test(arguments: ["{", "nul", "[1,]", "{\"a\":1}}", "{\"custom_id\":\"\u{0}\"}", "\u{0}"])
  func brokenLine(text: String) throws {
    let input = Tool.requests(2) + text + "\n" + Tool.requests(1, from: 3)
    let failed = try tool.run("-e", "true", "-", input: input)
    #expect(failed.code == 4)
    #expect(
      failed.error.hasPrefix("error: the line is not valid JSON: "), "\(failed.error)")
    #expect(failed.error.contains("input standard input:3\n"), "\(failed.error)")
    let skipped = try tool.run("--on-error", "skip", "-e", "true", "-", input: input)
    #expect(skipped.output == Tool.requests(3))
  }

  @Test(arguments: [
    ("[1]", "an array"), ("7", "a number"), ("\"x\"", "a string"), ("null", "null"),
  ])
  func lineThatIsNoObject(text: String, kind: String) throws {
    let result = try tool.run("-e", "true", "-", input: text)
    #expect(result.code == 4)
    #expect(result.error.hasPrefix("error: the line is \(kind), not an object"))
  }

  @Test func invalidUTF8() throws {
    var data = Data(Tool.request("r1").utf8)
    data[data.count - 6] = 0xFF
    try data.write(to: tool.folder.appending(path: "in.jsonl"))
    let result = try tool.run("-e", "true", "in.jsonl")
    #expect(result.code == 4)
    #expect(result.error.contains("UTF-8"), "\(result.error)")
  }

  @Test func prettyPrintedJSON() throws {
    let result = try tool.run("-e", "true", "-", input: "{\n  \"custom_id\": \"a\"\n}\n")
    #expect(result.code == 4)
    #expect(result.error.contains("standard input:1\n"))
  }

  @Test func stoppingEarly() throws {
    let code = "if req.custom_id == 'r2' then batch.stop() end"
    let result = try tool.run("-e", code, "-", "none.jsonl", input: Tool.requests(5))
    #expect(result.code == 0, "\(result.error)")
    #expect(result.output == Tool.requests(2))
  }

  @Test func manyLines() throws {
    let input = Tool.requests(5000)
    try identity(input, input)
  }

  /// What others have read of standard input before is not read again, and the rest is.
  @Test func standardInputIsReadToItsEnd() throws {
    try tool.write(Tool.requests(3), to: "in.jsonl")
    let result = try tool.run(
      command: ["run", "-e", "true", "-"],
      through: ["sh", "-c", "{ head -c \(line.utf8.count); \"$@\"; cat; } < in.jsonl", "sh"])
    #expect(result.code == 0, "\(result.error)")
    #expect(result.output == Tool.requests(3))
  }

  /// A first line that comes alone is the beginning, however short it is.
  @Test func aByteOrderMarkIsNoneLater() throws {
    let result = try CommandRunner.inTemporaryDirectory { folder in
      try CommandRunner.run(
        #"{ printf '\n'; sleep 0.5; printf '\357\273\277{}\n'; } | "#
          + "batchlua run --type json -e '' -", in: folder)
    }
    #expect(result.exitCode == 4)
    #expect(result.errors.contains("input standard input:2"), "\(result.errors)")
  }
}
