import Foundation
import Testing

/// The warning that every record was dropped.
struct DroppedTests {
  let tool: Tool

  init() throws {
    tool = try Tool()
    try tool.write(Tool.requests(2), to: "in.jsonl")
    try tool.write("", to: "empty.jsonl")
  }

  private func warnings(_ script: String, input: String = "in.jsonl") throws -> String {
    try tool.write(script, to: "s.lua")
    let result = try tool.run("s.lua", input)
    #expect(result.code == 0, "\(result.error)")
    return result.error
  }

  private static let filter = "warning: every record was dropped (2): filter gave false for each\n"

  @Test func byTheFilter() throws {
    #expect(try warnings("function filter() return false end") == Self.filter)
    let printing = try warnings("function filter(r) print(1) return false end")
    #expect(printing == "1\n1\n" + Self.filter)
    #expect(
      try warnings("function filter() return false end stateless = true") == Self.filter)
    #expect(try warnings("function filter(r) return r.line == 1 end") == "")
  }

  /// Quiet is quiet: who wants to hear of it does not say so.
  @Test func notWhenQuiet() throws {
    let result = try tool.run("-q", "-e", "false", "in.jsonl")
    #expect(result.code == 0 && result.error == "" && result.output == "")
  }

  @Test func byTransform() throws {
    let warning =
      "warning: every record was dropped (2): transform gave nothing for any of them, "
      + "and the script has written and printed nothing else\n"
    #expect(try warnings("function transform() return false end") == warning)
    #expect(try warnings("function transform() return {} end") == warning)
    #expect(
      try warnings("function filter() return true end function transform() return false end")
        == warning)
  }

  /// A statement is no expression.
  @Test func byStatements() throws {
    let result = try tool.run("-e", "batch.emit{}", "in.jsonl")
    #expect(result.code == 0 && result.output.isEmpty)
    #expect(result.error.contains("every record was dropped (2): transform gave nothing"))
  }

  @Test(arguments: [
    "function transform() print('x') return false end",
    "function transform() return false end function finish() batch.log.info('x') end",
    "local w = batch.writer('w.jsonl') function transform(r) w:write(r) return false end",
    "function transform(r) return r.line == 2 end",
    "function transform(r) return false end function finish() print('x') end",
    "function filter() return false end function begin() batch.emit(batch.BatchRequestInput"
      + "{custom_id='z',url='/v1/chat/completions',body={model='gpt-5',messages={}}}) end",
  ])
  func notWhenTheScriptDidElse(script: String) throws {
    #expect(!(try warnings(script).contains("every record")))
  }

  @Test func notWithoutRecords() throws {
    #expect(try warnings("function filter() return false end", input: "empty.jsonl") == "")
  }

  @Test func inASandboxAndWithJobs() throws {
    try tool.write("stateless = true function filter() return false end", to: "s.lua")
    #expect(try tool.run("--sandbox", "s.lua", "in.jsonl").error == Self.filter)
    #expect(try tool.run("--jobs", "2", "s.lua", "in.jsonl").error == Self.filter)
    #expect(try tool.run("-q", "s.lua", "in.jsonl").error == "")
  }
}
