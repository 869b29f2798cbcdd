import Foundation
import Testing

/// What is said of files that are framed or written otherwise.
struct BrokenFrameTests {
  let tool: Tool

  init() throws { tool = try Tool() }

  @discardableResult
  private func shell(_ command: String) throws -> String {
    let result = try CommandRunner.run(command, in: tool.folder)
    #expect(result.exitCode == 0, "\(result.errors)")
    return result.output
  }

  private func message(_ text: String) throws -> String {
    try tool.write(text, to: "in.jsonl")
    let result = try tool.run("-e", "true", "in.jsonl", "-o", "out.jsonl")
    #expect(result.code == 4 && !tool.has("out.jsonl"))
    return String(result.error.prefix { $0 != "\n" })
  }

  @Test(arguments: [
    ("{\"a\":NaN}\n", "JSON has no NaN"), ("{\"a\":-Infinity}\n", "JSON has no -Infinity"),
    ("{'a':1}\n", "how Python prints"), ("{\"a\":None}\n", "how Python prints"),
    ("{\"a\":\u{201C}x\u{201D}}\n", "straight quotes"),
    ("{\"a\":undefined}\n", "JSON has no undefined"),
    ("{\"a\":1", "is the file complete?"), ("{\"a\":\"x", "is the file complete?"),
    ("{\"a\":{", "is the file complete?"), ("{\"a\":1,\n", "is the file complete?"),
    (Tool.requests(1) + "{\"a\":1,\n", "is the file complete?"),
    ("{\"a\":1,\r\n\n \n", "is the file complete?"), ("{\"a\":1,\n\"b\":2}\n", "on the next line"),
    ("{\"a\":\"x\n\"}\n", "is the file complete?"),
    ("{}{}\n", "several values on the line"), ("[1]\n", "--from json takes the elements"),
    ("[\n{}\n]\n", "goes on on the next line"), ("{\n}\n", "goes on on the next line"),
    ("},\n", "ends a value that began"), ("{\"custom_id\":\"a\"},\n", "comma behind the record"),
    ("\u{FEFF}\u{FEFF}{}\n", "byte order mark"),
  ])
  func named(text: String, hint: String) throws {
    let message = try message(text)
    #expect(message.contains(hint), "\(message)")
    #expect(!message.contains("jq"))
  }

  /// Nothing is said of what is a slip inside of a record.
  @Test func slips() throws {
    #expect(try message("{\"a\":1,}\n").hasSuffix("byte 7"))
    #expect(try message("{\"a\":01}\n").hasSuffix("byte 5"))
  }

  @Test func nameOfATable() throws {
    try tool.write("id,text\n1,a\n", to: "in.csv")
    #expect(try tool.run("-e", "true", "in.csv").error.contains("--from csv reads rows"))
    #expect(
      try tool.run("--from", "csv", "--to", "csv", "-e", "true", "in.csv").output
        == "id,text\n1,a\n")
  }

  @Test(arguments: ["UTF-16", "UTF-16LE", "UTF-16BE"])
  func otherEncodings(encoding: String) throws {
    try tool.write(Tool.requests(2), to: "good.jsonl")
    try shell("iconv -f UTF-8 -t \(encoding) good.jsonl > in.jsonl")
    let result = try tool.run("-e", "true", "in.jsonl")
    let remedy = "iconv -f \(encoding) -t UTF-8 FILE"
    #expect(result.error.contains(remedy), "\(result.error)")
    try shell(remedy.replacing("FILE", with: "in.jsonl") + " > back.jsonl")
    #expect(try tool.run("-e", "true", "back.jsonl").output == Tool.requests(2))
  }

  /// NUL bytes alone do not make one.
  @Test func nulBytes() throws {
    for text in ["\0\0\0\0\n", "\0\n", "{\"a\":1}\0\0\n", "{\"a\0\":1}\n"] {
      let message = try message(text)
      #expect(message.contains("NUL byte") || message.contains("control character"), "\(message)")
      #expect(!message.contains("UTF-16"), "\(message)")
    }
  }

  @Test func otherBytes() throws {
    try shell("printf '{\"custom_id\":\"caf\\351\"}\\n' > in.jsonl")
    let result = try tool.run("-e", "true", "in.jsonl")
    #expect(result.error.contains("iconv -f WINDOWS-1252 -t UTF-8 FILE"), "\(result.error)")
  }

  @Test(arguments: ["gzip", "zstd"])
  func packedBytesAreRecognised(program: String) throws {
    try tool.write(Tool.requests(3), to: "good.jsonl")
    try shell("\(program) -c good.jsonl > packed")
    #expect(try tool.run("-e", "true", "packed").output == Tool.requests(3))
    #expect(try tool.run("--sandbox", "-e", "true", "packed").output == Tool.requests(3))
    for command in [
      "cat packed | batchlua run -e true", "batchlua run -e true - < packed",
      "(head -c 1 packed; sleep 0.2; tail -c +2 packed) | batchlua run -e true",
    ] {
      #expect(try shell(command) == Tool.requests(3))
    }
    try tool.write(
      """
      function begin()
        for rec in batch.reader("packed") do batch.emit(rec) end
        assert(#batch.readfile("packed") < #batch.readfile("good.jsonl"))
      end
      """, to: "s.lua")
    #expect(try tool.run("s.lua").output == Tool.requests(3))
  }
}
