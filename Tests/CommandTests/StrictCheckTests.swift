import Foundation
import Testing

/// What `run --strict` refuses is what `validate` finds.
struct StrictCheckTests {
  private let tool: Tool
  init() throws { tool = try Tool() }

  private static func request(_ id: String, _ body: String) -> String {
    #"{"custom_id":"\#(id)","method":"POST","url":"/v1/chat/completions","body":\#(body)}"#
  }

  private static let good = #"{"model":"m","messages":[{"role":"user","content":"x"}]}"#
  private static let wrong = #"{"model":"m","messages":[],"temperature":"hot"}"#
  private static let twice = #"{"model":"m","messages":[{"role":"user","role":"user"}]}"#

  private static let lines = [
    request("a", good), request("a", wrong), request("a", twice),
    request("a", #"{"model":"m","messages":[{"content":"x"}]}"#),
    request("a", #"{"model":"m","messages":[],"stop":[1]}"#),
    request("a", #"{"model":"m"}"#),
    request("a", #"{"model":"m","model":"m","messages":[]}"#),
    #"{"custom_id":"a","custom_id":"b","# + request("a", good).dropFirst(),
    #"{"custom_id":"a","response":{"status_code":200,"body":{"a":1,"a":2}},"error":null}"#,
    #"{"custom_id":"a","response":{"status_code":200,"body":{"a":1}},"error":null}"#,
    #"{"custom_id":"a","response":null,"error":null}"#,
  ]

  @Test(arguments: lines) func asValidate(line: String) throws {
    try tool.write(line + "\n", to: "in.jsonl")
    let found = try tool.run(command: ["validate", "in.jsonl"])
    let result = try tool.run("--strict", "-e", "true", "in.jsonl", "-o", "out.jsonl")
    #expect(result.code == (found.code == 0 ? 0 : 4), "\(found.output)\(result.error)")
    #expect(tool.has("out.jsonl") == (found.code == 0))
    #expect(try tool.run("-e", "true", "in.jsonl").code == 0)
  }

  @Test(arguments: [
    ["-e", "body.temperature = 'hot'"], ["--sandbox", "-e", "body.temperature = 'hot'"],
    ["--jobs", "2", "-e", "body.temperature = 'hot'"],
    ["-e", "body.temperature = 'hot' batch.emit(req) return false"],
    ["-e", "body.temperature = 'hot' w = w or batch.writer('w.jsonl') w:write(req) return false"],
    ["--max-requests", "1", "-e", "body.temperature = 'hot'"],
  ])
  func whereverItIsWritten(arguments: [String]) throws {
    try tool.write("\n" + Self.request("a", Self.good) + "\n", to: "in.jsonl")
    let output = arguments[0] == "--max-requests" ? "out-{part}.jsonl" : "out.jsonl"
    let result = try tool.run(
      command: ["run", "--strict"] + arguments + ["in.jsonl", "-o", output])
    #expect(result.code == 4, "\(result.error)")
    #expect(
      result.error.contains(
        "a line is not valid, first from in.jsonl:2: "),
      "\(result.error)")
    #expect(result.error.contains("body.temperature"), "\(result.error)")
    #expect(tool.names == ["in.jsonl"])
  }

  /// Lines that are not written do not count.
  @Test func removedLines() throws {
    let code = """
      local other = req:copy()
      other.custom_id, other.body.temperature = "x", "hot"
      if req.custom_id == "a" then batch.emit(other) error("no") end
      if req.custom_id == "b" then pcall(function() return batch.emit(other, 5) end) end
      """
    let input = ["a", "b", "c"].map { Self.request($0, Self.good) + "\n" }.joined()
    let result = try tool.run(
      "--strict", "--on-error", "skip", "-e", code, "-", input: input)
    #expect(result.code == 1, "\(result.error)")
    #expect(!result.error.contains("not valid"), "\(result.error)")
    let all = try tool.run(
      "--strict", "-e", "body.temperature = 'hot'", "-", "-o", "out.jsonl", input: input)
    #expect(all.code == 4)
    #expect(
      all.error.contains("3 lines are not valid, first from standard input:1: "), "\(all.error)")
  }
}
