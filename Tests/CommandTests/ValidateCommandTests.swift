import Foundation
import Testing

/// `batchlua validate` as people and programs see it.
@Suite struct ValidateCommandTests {
  private let tool: Tool

  init() throws {
    tool = try Tool()
    let bad = Tool.request("r2").replacing("\"messages\"", with: "\"massages\"")
    try tool.write(Tool.requests(2) + bad + "\n", to: "in.jsonl")
    try tool.write(Tool.requests(2), to: "good.jsonl")
  }

  private func validate(_ arguments: String..., input: String = "") throws -> Tool.Result {
    try tool.run(command: ["validate"] + arguments, input: input)
  }

  private static let missing =
    "in.jsonl:3: missing_required_parameter: Missing required parameter: 'body.messages'. "
    + "(body.messages)\n"

  @Test func findingsAreLines() throws {
    let result = try validate("in.jsonl")
    #expect(result.code == 1)
    #expect(
      result.output == Self.missing
        + "in.jsonl:3: duplicate_custom_id: custom_id 'r2' was used at in.jsonl:2\n")
    #expect(result.error == "3 requests, 399 bytes, 2 problems, 1 line with problems\n")
    let good = try validate("good.jsonl")
    #expect(good.code == 0 && good.output.isEmpty)
    #expect(try validate("-q", "good.jsonl").error.isEmpty)
    #expect(try validate(input: Tool.requests(1)).code == 0)
  }

  @Test func programsGetOneObject() throws {
    let result = try validate("--format", "json", "in.jsonl", "good.jsonl")
    let object = try #require(
      try JSONSerialization.jsonObject(with: Data(result.output.utf8)) as? [String: Any])
    #expect(object["object"] as? String == "list")
    let data = try #require(object["data"] as? [[String: Any]])
    #expect(data.map { $0["line"] as? Int } == [3, 3, 1, 2])
    #expect(
      data.map { $0["file"] as? String } == ["in.jsonl", "in.jsonl", "good.jsonl", "good.jsonl"])
    #expect(data[0]["param"] as? String == "body.messages" && data[1]["param"] is NSNull)
    #expect(data.map { $0["level"] as? String } == ["error", "error", "warning", "warning"])
    #expect(object["requests"] as? Int == 5 && object["problems"] as? Int == 2)
    #expect(object["models"] as? [String: Int] == ["gpt-5": 5])
    let one = try validate("--format", "json", "good.jsonl")
    #expect(one.output.hasPrefix(#"{"object":"list","data":[],"requests":2,"results":0,"#))
  }

  @Test func workflowsGetAnnotations() throws {
    let id = "a%\\u000a,b"
    try tool.write(Tool.request(id) + "\n" + Tool.request(id), to: "a,b.jsonl")
    let result = try validate("--format", "github", "a,b.jsonl")
    #expect(
      result.output
        == "::error file=a%2Cb.jsonl,line=2,title=duplicate_custom_id::"
        + "custom_id 'a%25\\n,b' was used at a,b.jsonl:1\n")
  }

  @Test func fewerAreShownThanCounted() throws {
    let result = try validate("--max-errors", "1", "in.jsonl")
    #expect(result.output == Self.missing && result.error.contains("2 problems"))
  }

  @Test func coloursAreAskedFor() throws {
    let result = try validate("--color", "always", "in.jsonl")
    #expect(result.output.hasPrefix("\u{1B}[1min.jsonl:3:\u{1B}[0m \u{1B}[1;31mmissing"))
    #expect(!(try validate("in.jsonl")).output.contains("\u{1B}"))
  }

  @Test func textsOfDataAreNoCommands() throws {
    let bad = Tool.request("r1").replacing("POST", with: "\\u001b[31m\\nin.jsonl:1: ok")
    let result = try validate(input: bad)
    #expect(result.code == 1 && !result.output.contains("\u{1B}"))
    #expect(result.output.split(separator: "\n").count == 1)
  }

  @Test func findingsMayGoToAFile() throws {
    let result = try validate("in.jsonl", "-o", "found.txt")
    #expect(result.code == 1 && result.output.isEmpty)
    #expect(try tool.read("found.txt").hasPrefix(Self.missing))
  }

  @Test func warningsAreNoFailure() throws {
    try tool.write(Tool.requests(2).replacing("\n", with: "\r\n"), to: "crlf.jsonl")
    let result = try validate("crlf.jsonl")
    #expect(result.code == 0)
    #expect(result.output == "crlf.jsonl:1: warning: crlf_line_end: 2 lines end with CR LF\n")
    #expect(try validate("--strict", "crlf.jsonl").code == 1)
  }

  @Test func limitsAreWarningsThatFail() throws {
    try tool.write(Tool.requests(50_001), to: "many.jsonl")
    let result = try validate("many.jsonl")
    #expect(result.code == 1)
    #expect(
      result.output == "many.jsonl: warning: too_many_requests: 50,001 requests; the service takes "
        + "50,000 a file\n")
    #expect(result.error.hasPrefix("50,001 requests, "))
  }

  @Test func fixWritesAFile() throws {
    try tool.write("[" + Tool.request("a") + ",\n" + Tool.request("a") + "]", to: "array.json")
    let result = try validate("--fix", "array.json", "-o", "out.jsonl", "--map", "map.jsonl")
    #expect(result.code == 0 && result.output.isEmpty)
    #expect(try tool.read("out.jsonl") == Tool.request("a") + "\n" + Tool.request("a-2") + "\n")
    #expect(
      try tool.read("map.jsonl")
        == "{\"file\":\"array.json\",\"line\":2,\"old\":\"a\",\"new\":\"a-2\"}\n")
    #expect(try validate("--fix", "in.jsonl").code == 2)
    #expect(try validate("--map", "m", "in.jsonl").code == 2)
    // An input may be replaced.
    #expect(try validate("--fix", "array.json", "-o", "array.json").code == 0)
    #expect(try validate("array.json").code == 0)
  }

  @Test func troubleIsNoFinding() throws {
    #expect(try validate("none.jsonl").code == 2)
    #expect(try validate("--format", "xml", "in.jsonl").error.contains("--format takes text, json"))
    #expect(try validate("--from", "csv", "in.jsonl").code == 2)
    #expect(try validate("--profile", "opena", "in.jsonl").error.contains("did you mean 'openai'"))
  }

  /// At most 32 bytes an id, and no more for longer files.
  @Test func memoryIsBounded() throws {
    func peak(_ count: Int) throws -> Int {
      try tool.write(Tool.requests(count), to: "large.jsonl")
      let result = try tool.run(command: ["validate", "--profile", "generic", "large.jsonl"])
      #expect(result.code == 0)
      return result.memory
    }
    let (few, many) = (try peak(30_000), try peak(330_000))
    #expect(many - few < 300_000 * 48, "\(few) \(many)")
  }
}
