import Foundation
import Testing

@testable import BatchLua

/// What is mended, and what is left.
struct ValidateFixTests {
  private func fix(
    _ data: Data, _ change: (inout ValidateOptions) -> Void = { _ in }
  ) throws -> (text: String, map: String, found: [Finding], report: ValidateReport) {
    let scratch = try Scratch(isInMemory: true)
    var options = ValidateOptions(inputs: [Path(try scratch.write(data, to: "in.jsonl"))])
    options.fixed = scratch.place("out.jsonl")
    options.map = scratch.place("map.jsonl")
    change(&options)
    var found: [Finding] = []
    let report = try Validate(options).execute { found.append($0) }
    return (try scratch.text("out.jsonl"), try scratch.text("map.jsonl"), found, report)
  }

  private func fix(_ text: String) throws -> (
    text: String, map: String, found: [Finding], report: ValidateReport
  ) { try fix(Data(text.utf8)) }

  private static func request(_ id: String, _ text: String = "Hi") -> String {
    #"{"custom_id":"\#(id)","method":"POST","url":"/v1/chat/completions","#
      + #""body":{"model":"m","messages":[{"role":"user","content":"\#(text)"}]}}"#
  }

  @Test func idsGetSuffixes() throws {
    let lines = ["x", "x", "x-2", "x", "y"].map { Self.request($0) }
    let result = try fix(lines.joined(separator: "\n"))
    let ids = result.text.matches(of: /"custom_id":"([^"]+)"/).map { String($0.output.1) }
    // The line that has x-2 already keeps it, though it comes later.
    #expect(ids == ["x", "x-3", "x-2", "x-4", "y"])
    #expect(result.found.isEmpty && result.report.renamed == 2)
    #expect(result.map.split(separator: "\n").count == 2)
    #expect(result.map.contains(#""line":2,"old":"x","new":"x-3"}"#))
  }

  /// From the first id on that comes again, lines wait: broken ones too, and long ones.
  @Test func whatWaitsIsAsItWas() throws {
    let long = Self.request("z", String(repeating: "y", count: 600_000))
    let broken = "{\"custom_id\":[1,2\r\n \"}\n"
    let lines = [Self.request("x"), Self.request("x"), long, Self.request("x"), long]
    let result = try fix(lines.joined(separator: "\n") + "\n" + broken)
    let new = [
      lines[0], Self.request("x-2"), long, Self.request("x-3"),
      long.replacing("\"z\"", with: "\"z-2\""),
    ]
    #expect(result.text.hasPrefix(new.joined(separator: "\n") + "\n{\"custom_id\":[1,2"))
    #expect(result.report.renamed == 3 && result.report.requests == 5)
  }

  /// The end of a line is mended though the line is not.
  @Test func brokenLinesEndWithALineFeedAlone() throws {
    let lines = [Self.request("a"), "{\"custom_id\":\"b\"", Self.request("c"), "nope"]
    let result = try fix(lines.map { $0 + "\r\n" }.joined())
    #expect(result.text == lines.map { $0 + "\n" }.joined())
    #expect(result.found.map(\.code) == ["invalid_json_line", "invalid_json_line"])
  }

  @Test func whatIsBrokenIsLeft() throws {
    let text = Self.request("a") + "\n{\"custom_id\":\"b\",\n" + Self.request("c") + "\nnope\n"
    let result = try fix(text)
    #expect(result.text == text)
    #expect(result.found.map(\.code) == ["invalid_json_line", "invalid_json_line"])
    let open = Self.request("a") + "\n{\"custom_id\":[1,2\n"
    #expect(try fix(open).text == open)
  }

  @Test func utf16IsRead() throws {
    let text = Self.request("a", "\u{1F600} ü") + "\n" + Self.request("b") + "\n"
    for encoding in [String.Encoding.utf16, .utf16LittleEndian, .utf16BigEndian] {
      let result = try fix(#require(text.data(using: encoding)))
      #expect(result.text == text && result.found.isEmpty)
    }
  }

  /// UTF-8 has no half of a pair: it becomes its escape, which is found. Behind a backslash that would
  /// make JSON of what is none.
  @Test func halvesOfPairsAreFound() throws {
    func fixed(_ content: String) throws -> (text: String, codes: [String]) {
      var bytes = Data([0xFF, 0xFE])
      for unit in Self.request("a", content).utf16 {
        let unit = unit == 0x7E ? 0xD83D : unit  // a tilde stands for half of a pair
        bytes += [UInt8(unit & 0xFF), UInt8(unit >> 8)]
      }
      let result = try fix(bytes)
      return (result.text, result.found.map(\.code))
    }
    var result = try fixed("x~y")
    #expect(result.text == Self.request("a", "x\\ud83dy") + "\n")
    #expect(result.codes == ["unpaired_surrogate"])
    result = try fixed("\\\\~")
    #expect(result.text == Self.request("a", "\\\\\\ud83d") + "\n")
    #expect(result.codes == ["unpaired_surrogate"])
    result = try fixed("\\~")
    #expect(result.text == Self.request("a", "\\\u{FFFD}") + "\n")
    #expect(result.codes == ["invalid_json_line"])
  }

  /// Over many chunks, in each encoding.
  @Test func longFilesAreWhole() throws {
    let text = (0..<5000).map { Self.request("id\($0)", "ü\u{1F600}") + "\n" }.joined()
    for encoding in [String.Encoding.utf8, .utf16, .utf16LittleEndian, .utf16BigEndian] {
      let result = try fix(#require(text.data(using: encoding)))
      #expect(result.text == text && result.found.isEmpty)
      #expect(result.report.requests == 5000)
    }
  }

  @Test func nothingIsWrittenWhenReadingFails() throws {
    let scratch = try Scratch()
    var options = ValidateOptions(inputs: [scratch.place("none.jsonl")])
    options.fixed = scratch.place("out.jsonl")
    #expect(throws: RunError.self) { try Validate(options).execute { _ in } }
    #expect(!FileManager.default.fileExists(atPath: scratch.path("out.jsonl")))
  }

  /// Records that are framed in all ways come out as they were, one a line, their ids unique.
  @Test func nothingIsLost() throws {
    var random = SystemRandomNumberGenerator()
    for _ in 0..<3000 {
      let count = Int.random(in: 0...12, using: &random)
      let ids = (0..<count).map { _ in
        let suffix = ["", "", "-2", "-3", "-2-2"].randomElement(using: &random)!
        return "i\(Int.random(in: 0...3, using: &random))" + suffix
      }
      let records = ids.map { id in
        let text = ["", "a\\\"b", "{[", "\\u00fc", "ü\u{1F600}"].randomElement(using: &random)!
        return Self.request(id, text)
      }
      let framed = Self.framed(records, using: &random)
      let result = try fix(framed)
      let lines = result.text.split(separator: "\n").map(String.init)
      #expect(lines.count == count)
      #expect(result.found.filter { $0.code != "empty_file" }.isEmpty, "\(result.found)")
      let written = lines.map { Self.compact($0).replacing(/^\{"custom_id":"[^"]*"/, with: "") }
      #expect(written == records.map { $0.replacing(/^\{"custom_id":"[^"]*"/, with: "") })
      let newIDs = lines.compactMap { $0.firstMatch(of: /"custom_id":\s*"([^"]+)"/)?.output.1 }
      #expect(Set(newIDs).count == count)
      for (new, old) in zip(newIDs, ids) { #expect(new == old || new.hasPrefix(old + "-")) }
      for (index, new) in newIDs.enumerated() {
        #expect((String(new) == ids[index]) == !ids[..<index].contains(ids[index]))
      }
      #expect(result.report.renamed == count - Set(ids).count)
    }
  }

  private static func framed(
    _ records: [String], using random: inout SystemRandomNumberGenerator
  ) -> Data {
    let isArray = Bool.random(using: &random)
    var text = Bool.random(using: &random) ? "\u{FEFF}" : ""
    if isArray { text += "[" }
    let end = Bool.random(using: &random) ? "\n" : "\r\n"
    for (number, record) in records.enumerated() {
      if number > 0 {
        text += isArray ? [",", ",\n", " , "].randomElement(using: &random)! : ""
        if !isArray { text += ["", end, "," + end, end + end].randomElement(using: &random)! }
      }
      let isPretty = Bool.random(using: &random)
      text += isPretty ? pretty(record, end) : record
    }
    if isArray { text += end + "]" }
    if Bool.random(using: &random) { text += end }
    return Int.random(in: 0..<4, using: &random) == 0 && !text.isEmpty
      ? text.data(using: .utf16LittleEndian)! : Data(text.utf8)
  }

  /// With line ends between its tokens.
  private static func pretty(_ record: String, _ end: String) -> String {
    record.replacing(",\"", with: ",\(end)  \"").replacing(
      "{\"custom_id\"", with: "{\(end)\"custom_id\"")
  }

  /// Without the blanks that line ends between tokens have become.
  private static func compact(_ line: String) -> String {
    line.replacing(/,\s+"/, with: ",\"").replacing(/\{\s+"/, with: "{\"")
  }
}
