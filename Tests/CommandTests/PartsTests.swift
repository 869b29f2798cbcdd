import Foundation
import Glibc
import Testing

/// `{part}` in `-o`, and parts that an earlier run has left.
struct PartsTests {
  let tool: Tool

  init() throws {
    tool = try Tool()
    try tool.write(Tool.requests(5), to: "in.jsonl")
  }

  @Test(arguments: [[], ["--jobs", "2"]])
  func linesGoToOnePartAfterAnother(options: [String]) throws {
    try tool.write("stateless = true function transform() end", to: "s.lua")
    let result = try tool.run(
      command: [
        "run", "s.lua", "in.jsonl", "-o", "p-{part:03}.jsonl", "--max-requests", "2",
        "--summary",
      ] + options)
    #expect(result.code == 0 && result.error.contains("written 5"), "\(result.error)")
    #expect(try tool.read("p-001.jsonl") == Tool.requests(2))
    #expect(try tool.read("p-002.jsonl") == Tool.requests(2, from: 3))
    #expect(try tool.read("p-003.jsonl") == Tool.requests(1, from: 5))
    #expect(!tool.has("p-004.jsonl"))
  }

  @Test func bytesOfAPart() throws {
    let line = Tool.requests(1).utf8.count
    let result = try tool.run(
      "-e", "true", "in.jsonl", "-o", "p{part}.jsonl", "--max-bytes", "\(2 * line + 1)")
    #expect(result.code == 0)
    #expect(try tool.read("p3.jsonl") == Tool.requests(1, from: 5))
    let small = try tool.run(
      "-e", "true", "in.jsonl", "-o", "q{part}.jsonl", "--max-bytes", "\(line - 1)")
    #expect(small.code == 4)
    #expect(small.error.contains("a line of \(line) bytes is longer than --max-bytes, \(line - 1)"))
    #expect(small.error.contains("nothing was written to q{part}.jsonl"))
    #expect(!tool.names.contains { $0.hasPrefix("q") })
  }

  /// A part is full when nothing more fits, and there is none behind a full one without a line.
  @Test(arguments: [1, 2, 5, 7]) func linesThatFillAPart(count: Int) throws {
    let lines = Tool.requests(10, from: 10)
    try tool.write(lines, to: "ten.jsonl")
    let line = lines.utf8.count / 10
    for spare in [0, 1, line - 1] {
      for option in [["--max-bytes", "\(count * line + spare)"], ["--max-requests", "\(count)"]] {
        let result = try tool.run(
          command: ["run", "-e", "true", "ten.jsonl", "-o", "f{part}.jsonl"] + option)
        #expect(result.code == 0, "\(result.error)")
        let parts = stride(from: 10, to: 20, by: count).map { first in
          Tool.requests(min(count, 20 - first), from: first)
        }
        for (number, part) in parts.enumerated() {
          #expect(try tool.read("f\(number + 1).jsonl") == part, "\(option)")
        }
        #expect(!tool.has("f\(parts.count + 1).jsonl"))
        for name in tool.names where name.hasPrefix("f") { unlink(tool.path(name)) }
      }
    }
  }

  /// The header counts for each part.
  @Test func rowsThatFillAPart() throws {
    func run(_ limit: Int) throws -> [String] {
      let result = try tool.run(
        "--to", "csv", "-e", "{ id = req.custom_id }", "in.jsonl", "-o", "p{part}.csv",
        "--max-bytes", "\(limit)")
      #expect(result.code == 0, "\(result.error)")
      let names = tool.names.filter { $0.hasPrefix("p") }
      defer { for name in names { unlink(tool.path(name)) } }
      return try names.map { try tool.read($0) }
    }
    // "id\n" and two rows of three bytes.
    #expect(try run(9) == ["id\nr1\nr2\n", "id\nr3\nr4\n", "id\nr5\n"])
    #expect(try run(8) == (1...5).map { "id\nr\($0)\n" })
    #expect(try run(6) == (1...5).map { "id\nr\($0)\n" })
  }

  /// More than is kept in memory, lines that are emitted, and long ones of several chunks.
  @Test func manyLongLines() throws {
    let lines = Tool.longRequests(4000)
    try tool.write(lines.joined(separator: "\n"), to: "long.jsonl")
    for code in ["true", "body.x = 1", "batch.emit(req)"] {
      let result = try tool.run(
        "-e", code, "long.jsonl", "-o", "p{part}.jsonl.gz", "--max-requests", "1500")
      #expect(result.code == 0, "\(result.error)")
      let text = try CommandRunner.run(
        "for i in 1 2 3; do gzip -dc p$i.jsonl.gz | wc -l; done; gzip -dc p*.gz", in: tool.folder)
      let counts = text.output.split(separator: "\n").prefix(3)
      #expect(counts == ["1500", "1500", "1000"])
      if code == "true" { #expect(text.output.hasSuffix(lines.joined(separator: "\n") + "\n")) }
    }
  }

  @Test func badRecordsLeaveTheNumbersAlone() throws {
    let result = try tool.run(
      "--on-error", "skip", "-e", "batch.emit(req); if req.line < 3 then error 'x' end", "in.jsonl",
      "-o", "p{part}.jsonl", "--max-requests", "2")
    #expect(result.code == 1)
    #expect(try tool.read("p1.jsonl") == Tool.requests(2, from: 3))
    #expect(try tool.read("p2.jsonl") == Tool.requests(1, from: 5))
  }

  @Test func eachPartHasItsHeader() throws {
    let result = try tool.run(
      "--to", "csv", "-e", "{ id = req.custom_id }", "in.jsonl", "-o", "p{part}.csv",
      "--max-requests", "3")
    #expect(result.code == 0, "\(result.error)")
    #expect(try tool.read("p1.csv") == "id\nr1\nr2\nr3\n")
    #expect(try tool.read("p2.csv") == "id\nr4\nr5\n")
  }

  @Test func partsAreThereTogetherOrNotAtAll() throws {
    let result = try tool.run(
      "-e", "if req.line == 5 then error 'x' end", "in.jsonl", "-o", "p{part}.jsonl",
      "--max-requests", "2")
    #expect(result.code == 4)
    #expect(tool.names == ["in.jsonl"])
  }

  @Test func usage() throws {
    for arguments in [
      ["-o", "out.jsonl", "--max-requests", "2"], ["--max-bytes", "2"],
      ["-o", "p{part}", "--max-requests", "0"], ["-o", "p{part}", "--max-bytes", "x"],
      ["-o", "p{part:x}"], ["-o", "p{part}", "--sandbox"],
    ] {
      let result = try tool.run(command: ["run", "-e", "true", "in.jsonl"] + arguments)
      #expect(result.code == 2, "\(arguments): \(result.error)")
    }
    #expect(tool.names == ["in.jsonl"])
  }

  @Test func whatIsLeftOfEarlierRunsIsNamed() throws {
    for name in ["p1", "p3", "p4", "p5", "p7"] { try tool.write("old", to: "\(name).jsonl") }
    let arguments = ["in.jsonl", "-o", "p{part}.jsonl", "--max-requests", "3"]
    let result = try tool.run(command: ["run", "-e", "true"] + arguments)
    #expect(result.code == 0)
    #expect(
      result.error.contains(
        "warning: p3.jsonl to p5.jsonl are of an earlier run that had more parts"),
      "\(result.error)")
    #expect(try tool.read("p3.jsonl") == "old")
  }

  private func writer(_ options: String, rest: String = "") -> String {
    """
    local w = batch.writer("w{part}.jsonl", { max_requests = 4\(options) })
    function transform(req) w:write(req) return false end
    \(rest)
    """
  }

  @Test func writersRemoveThemWhenAsked() throws {
    for name in ["w2", "w3", "w4"] { try tool.write("old", to: "\(name).jsonl") }
    try tool.write(writer(""), to: "keep.lua")
    let kept = try tool.run("keep.lua", "in.jsonl")
    #expect(kept.error.contains("warning: w3.jsonl to w4.jsonl are of an earlier run"))
    #expect(try tool.read("w4.jsonl") == "old")
    try tool.write(
      writer(", replace = true", rest: "function finish() error 'x' end"), to: "bad.lua")
    #expect(try tool.run("bad.lua", "in.jsonl").code == 4)
    #expect(try tool.read("w4.jsonl") == "old")
    try tool.write(writer(", replace = true"), to: "replace.lua")
    let replaced = try tool.run("replace.lua", "in.jsonl", "-o", "rest.jsonl")
    #expect(replaced.code == 0 && !replaced.error.contains("earlier"), "\(replaced.error)")
    #expect(
      tool.names.filter { $0.hasSuffix(".jsonl") || $0.hasSuffix(".tmp") }
        == ["in.jsonl", "rest.jsonl", "w1.jsonl", "w2.jsonl"])
  }

  @Test func oneNameForTwoOutputs() throws {
    try tool.write(
      """
      local w = batch.writer("p2.jsonl")
      function transform(req) w:write(req) end
      """, to: "s.lua")
    let result = try tool.run(
      "s.lua", "in.jsonl", "-o", "p{part}.jsonl", "--max-requests", "2")
    #expect(result.code == 2 && result.error.contains("p2.jsonl is written twice"))
    #expect(tool.names == ["in.jsonl", "s.lua"])
  }
}
