import Foundation
import Testing

/// `batchlua stats` as people and programs see it.
@Suite struct StatsCommandTests {
  private let tool: Tool

  init() throws {
    tool = try Tool()
    try tool.write(Tool.requests(3), to: "in.jsonl")
  }

  private func stats(_ arguments: String..., input: String = "") throws -> Tool.Result {
    try tool.run(command: ["stats"] + arguments, input: input)
  }

  @Test func peopleGetBars() throws {
    let result = try stats("in.jsonl")
    #expect(result.code == 0 && result.error.isEmpty)
    #expect(result.output.hasPrefix("Files\n  file              in.jsonl\n  lines             3\n"))
    #expect(result.output.contains("Requests by model\n  gpt-5  3, 100 %  ████"))
    #expect(try stats(input: Tool.requests(1)).output.contains("standard input"))
  }

  @Test func theReportGoesToAFileWithThePageOrNeither() throws {
    let shown = try stats("in.jsonl").output
    let result = try stats("in.jsonl", "-o", "report.txt", "--html", "page.html")
    #expect(result.code == 0 && result.output.isEmpty && result.error.isEmpty)
    #expect(try tool.read("report.txt") == shown)
    #expect(try stats("in.jsonl", "--format", "json", "-o", "report.json").code == 0)
    #expect(try tool.read("report.json") == stats("--format", "json", "in.jsonl").output)
    try tool.write("old", to: "page.html")
    #expect(try stats("in.jsonl", "-o", "none/report.txt", "--html", "page.html").code == 2)
    #expect(try tool.read("page.html") == "old")
  }

  @Test func linesAreTakenAsTheOptionSays() throws {
    let counts = try stats("--type", "BatchRequestOutput", "in.jsonl").output
    #expect(counts.contains("  results   3\n") && !counts.contains("requests"), "\(counts)")
    let others = try stats("--type", "json", "--format", "json", "in.jsonl").output
    #expect(others.contains(#""others":3,"requests":0"#), "\(others)")
  }

  @Test func brokenLinesAreSaid() throws {
    try tool.write(Tool.requests(1) + "nope\n7\n", to: "broken.jsonl")
    let result = try stats("broken.jsonl")
    #expect(result.code == 0 && result.output.contains("  neither           2\n"))
    #expect(result.error == "warning: 2 lines are no JSON objects, first broken.jsonl:2\n")
  }

  @Test func programsGetOneObject() throws {
    let result = try stats("--format", "json", "in.jsonl", "in.jsonl")
    let object = try #require(
      try JSONSerialization.jsonObject(with: Data(result.output.utf8)) as? [String: Any])
    #expect(object["requests"] as? Int == 6)
    #expect(object["files"] as? [String] == ["in.jsonl", "in.jsonl"])
    let limits = try #require(object["limits"] as? [String: [String: Int]])
    // Of the fullest file.
    #expect(limits["requests"] == ["used": 3, "limit": 50_000])
    let bytes = try #require(object["request_bytes"] as? [String: Any])
    #expect(bytes["median"] as? Int == Tool.request("r1").utf8.count + 1)
  }

  @Test func pagesAreFiles() throws {
    let result = try stats("--html", "page.html", "in.jsonl")
    #expect(result.code == 0)
    #expect(try tool.read("page.html").hasPrefix("<!DOCTYPE html>\n"))
    #expect(try stats("--html", "none/page.html", "in.jsonl").code == 2)
  }

  @Test func pricesAreRead() throws {
    try tool.write(#"{"*":{"input":1,"price":2}}"#, to: "prices.json")
    let result = try stats("--prices", "prices.json", "in.jsonl")
    #expect(result.code == 2)
    #expect(
      result.error
        == "error: prices.json: 'price' of '*' is none of input, cached_input and output\n")
    #expect(try stats("--prices", "none.json", "in.jsonl").code == 2)
  }

  /// Eight bytes a line beside what is read at a time.
  @Test func memoryIsBounded() throws {
    func peak(_ count: Int) throws -> Int {
      try tool.write(Tool.requests(count), to: "large.jsonl")
      let result = try stats("large.jsonl")
      #expect(result.code == 0)
      return result.memory
    }
    let (few, many) = (try peak(30_000), try peak(330_000))
    #expect(many - few < 300_000 * 32, "\(few) \(many)")
  }
}
