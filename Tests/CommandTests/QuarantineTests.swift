import Foundation
import Testing

/// Nothing is lost: what is not written is in the rejects, as it was, and can be run again.
struct QuarantineTests {
  let tool: Tool

  init() throws {
    tool = try Tool()
    try tool.write(
      """
      function transform(r)
        if r.body.model == "unknown" then error("no such model") end
        if r.body.model == "bare" then r.body = nil return end
        if r.body.model == "refused" then batch.reject("refused") end
        r.body.model = "new"
      end
      """, to: "s.lua")
  }

  /// How a request becomes bad, and the code of that.
  private static let faults: [(bad: @Sendable (String) -> Data, code: String)] = [
    ({ Data(Tool.request($0).dropLast().utf8) }, "invalid_json_line"),
    ({ Data(("\u{FEFF}" + Tool.request($0)).utf8) }, "invalid_json_line"),
    ({ Data((Tool.request($0) + " \u{0}").utf8) }, "invalid_json_line"),
    ({ Data(Tool.request($0).utf8) + [0xC3, 0x28, 0xFF] }, "invalid_json_line"),
    ({ Data(" [\(Tool.request($0))]\t ".utf8) }, "invalid_type"),
    ({ Data(Tool.request($0, model: "unknown").utf8) }, "script_error"),
    ({ Data("\t\(Tool.request($0, model: "bare")) ".utf8) }, "missing_required_parameter"),
    ({ Data(Tool.request($0, model: "refused").utf8) }, "rejected"),
    ({ Data(Tool.request($0).replacing("/v1/chat", with: "/v0").utf8) }, "invalid_url"),
  ]

  /// A `BatchError` as it stands in a file.
  private struct Reason: Decodable {
    var code: String
    var message: String
    var param: String?
    var line: Int
  }

  private struct Line {
    var bytes: Data
    var code: String?
  }

  /// Lines that spread over several chunks; each third one is bad, in all ways in turn.
  private static func lines(_ count: Int) -> [Line] {
    (1...count).map { number in
      let id = "r\(number)"
      if number % 3 != 0 { return Line(bytes: Data(Tool.request(id).utf8)) }
      let fault = faults[(number / 3 - 1) % faults.count]
      return Line(bytes: fault.bad(id), code: fault.code)
    }
  }

  private func write(_ lines: [Data], to name: String, end: String = "\n") throws {
    let end = Data(end.utf8)
    var text = Data(lines.joined(separator: end))
    // The last line has no end.
    if end.count == 1 { text += end }
    try text.write(to: tool.folder.appending(path: name))
  }

  private func bytes(_ name: String) throws -> Data {
    try Data(contentsOf: tool.folder.appending(path: name))
  }

  private func run(_ input: String, _ output: String) throws -> Tool.Result {
    try tool.run(
      "-q", "--on-error", "quarantine", "--rejects", "bad.jsonl", "s.lua", input, "-o", output)
  }

  @Test(arguments: ["\n", "\r\n"])
  func rejectsAreTheOriginalBytes(end: String) throws {
    let lines = Self.lines(3000)
    try write(lines.map(\.bytes), to: "in.jsonl", end: end)
    #expect(try run("in.jsonl", "out.jsonl").code == 1)

    let bad = lines.indices.filter { lines[$0].code != nil }
    let rejected = try bytes("bad.jsonl")
    let expected = Data(bad.map { lines[$0].bytes + [0x0A] }.joined())
    #expect(rejected == expected)

    let reasons = try bytes("bad.jsonl.errors.jsonl").split(separator: 0x0A)
    let errors = try reasons.map { try JSONDecoder().decode(Reason.self, from: $0) }
    #expect(errors.map(\.code) == bad.map { lines[$0].code })
    #expect(errors.map(\.line) == bad.map { $0 + 1 })
    #expect(errors.allSatisfy { !$0.message.isEmpty })
  }

  /// So that what an earlier run has left is not taken for that of this one.
  @Test func rejectsAreThereAlsoWithoutAny() throws {
    try tool.write("old\n", to: "bad.jsonl")
    try tool.write("old\n", to: "bad.jsonl.errors.jsonl")
    try tool.write(Tool.requests(1), to: "in.jsonl")
    #expect(try run("in.jsonl", "out.jsonl").code == 0)
    #expect(try bytes("bad.jsonl").isEmpty && bytes("bad.jsonl.errors.jsonl").isEmpty)
  }

  @Test func repairedRejectsCompleteTheFile() throws {
    let count = 3000
    let lines = Self.lines(count)
    try write(lines.map(\.bytes), to: "in.jsonl")
    #expect(try run("in.jsonl", "first.jsonl").code == 1)

    var numbers = (1...count).filter { $0 % 3 == 0 }[...]
    let rejects = try bytes("bad.jsonl").split(separator: 0x0A).map { _ in
      Data(Tool.request("r\(numbers.removeFirst())").utf8)
    }
    #expect(numbers.isEmpty)
    try write(rejects, to: "repaired.jsonl")
    #expect(try run("repaired.jsonl", "second.jsonl").code == 0)
    #expect(try bytes("bad.jsonl").isEmpty && bytes("bad.jsonl.errors.jsonl").isEmpty)

    let found = try (bytes("first.jsonl") + bytes("second.jsonl")).split(separator: 0x0A)
    let all = (1...count).map { Data(Tool.request("r\($0)", model: "new").utf8) }
    #expect(
      found.map { Data($0) }.sorted { $0.lexicographicallyPrecedes($1) }
        == all.sorted { $0.lexicographicallyPrecedes($1) })
  }

  /// The rejects may be run again in their own place.
  @Test func rejectsAreAnInputAsAnyOther() throws {
    let lines = Self.lines(300)
    try write(lines.map(\.bytes), to: "in.jsonl")
    #expect(try run("in.jsonl", "first.jsonl").code == 1)
    let before = try bytes("bad.jsonl")
    let again = try tool.run(
      "-q", "--on-error", "quarantine", "--rejects", "worse.jsonl", "s.lua", "bad.jsonl", "-o",
      "second.jsonl")
    #expect(again.code == 1)
    #expect(try bytes("worse.jsonl") == before)
    #expect(try bytes("second.jsonl").isEmpty)
  }
}
