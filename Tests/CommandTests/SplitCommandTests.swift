import Foundation
import Testing

/// `batchlua split` as people and programs see it.
@Suite struct SplitCommandTests {
  private let tool: Tool

  init() throws {
    tool = try Tool()
    try tool.write(Tool.requests(5), to: "in.jsonl")
  }

  private func split(_ arguments: String..., input: String = "") throws -> Tool.Result {
    try tool.run(command: ["split"] + arguments, input: input)
  }

  @Test func partsAreATable() throws {
    let result = try split("--max-requests", "2", "in.jsonl", "-o", "p{part:02}.jsonl")
    #expect(result.code == 0 && result.error.isEmpty)
    let lines = result.output.split(separator: "\n")
    #expect(lines.count == 5 && lines[0].hasPrefix("part") && lines[4].hasPrefix("all"))
    #expect(lines[3].hasPrefix("p03.jsonl") && lines[3].contains("  1  "))
    let texts = try ["p01.jsonl", "p02.jsonl", "p03.jsonl"].map(tool.read)
    #expect(texts.joined() == Tool.requests(5))
  }

  @Test func programsGetOneObject() throws {
    let result = try split(
      "--parts", "2", "--format", "json", "-o", "p{part}.jsonl", input: Tool.requests(4))
    let object = try #require(
      try JSONSerialization.jsonObject(with: Data(result.output.utf8)) as? [String: Any])
    let parts = try #require(object["parts"] as? [[String: Any]])
    #expect(parts.map { $0["requests"] as? Int } == [2, 2])
    #expect(parts.map { $0["file"] as? String } == ["p1.jsonl", "p2.jsonl"])
    #expect(object["requests"] as? Int == 4)
  }

  /// Also where what came by a pipe was copied to be measured.
  @Test func linesOfPipesAreNamed() throws {
    let text = Tool.requests(3) + "{\n"
    let result = try split("--parts", "2", "-o", "p{part}.jsonl", input: text)
    #expect(result.code == 4 && result.error.contains("standard input:4"), "\(result.error)")
    #expect(!result.error.contains("/proc/"))
  }

  @Test func badLinesAreNamed() throws {
    try tool.write(Tool.requests(1) + "{\n", to: "bad.jsonl")
    let failed = try split("bad.jsonl", "-o", "p{part}.jsonl")
    #expect(failed.code == 4 && failed.error.contains("bad.jsonl:2") && !tool.has("p1.jsonl"))
    let skipped = try split(
      "--on-error", "quarantine", "--rejects", "rejects", "bad.jsonl", "-o", "p{part}.jsonl")
    #expect(skipped.code == 1)
    #expect(try tool.read("p1.jsonl") == Tool.requests(1))
    #expect(try tool.read("rejects") == "{\n")
  }

  @Test func partsOfEarlierRunsAreNamed() throws {
    #expect(try split("--max-requests", "1", "in.jsonl", "-o", "p{part}.jsonl").error.isEmpty)
    let second = try split("--max-requests", "3", "in.jsonl", "-o", "p{part}.jsonl")
    #expect(second.error.contains("p3.jsonl to p5.jsonl are of an earlier run that had more parts"))
  }

  @Test func optionsThatDoNotFit() throws {
    #expect(try split("in.jsonl", "-o", "one.jsonl").code == 2)
    #expect(try split("in.jsonl").code == 2)
    #expect(try split("--parts", "2", "--max-requests", "2", "in.jsonl", "-o", "{part}").code == 2)
    #expect(try split("--parts", "0", "in.jsonl", "-o", "{part}").code == 2)
    #expect(try split("--by", "body.", "in.jsonl", "-o", "{key}").code == 3)
    #expect(try split("--by", "nothing.x", "in.jsonl", "-o", "{key}").code == 3)
    #expect(try split("--by", "body.x.y", "in.jsonl", "-o", "{key}").code == 4)
  }
}
