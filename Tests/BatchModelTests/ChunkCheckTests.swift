import LazyJSON
import Testing

@testable import BatchModel

/// Chunks that are looked at early and taken together give what checking line after line does.
struct ChunkCheckTests {
  private static let schemas = BodySchemas(
    BodySchema(
      types: [BodySchema.ValueType(.string), BodySchema.ValueType(.array)],
      objects: [
        [
          BodySchema.Field("model", type: 0, isRequired: true),
          BodySchema.Field("messages", type: 1, isRequired: true),
        ]
      ]), [("/chat/completions", 0)])

  /// The lines of a chunk.
  private final class Chunk {
    let document = Document.create()
    init(_ lines: some Sequence<String>, _ profile: Profile) throws {
      let text = Array(lines.map { $0 + "\n" }.joined().utf8)
      text.withUnsafeBufferPointer {
        document.reserveText(text.count).update(from: $0.baseAddress!, count: text.count)
      }
      document.extendText(by: text.count)
      try document.indexLines(with: RecordKeys.indexer(profile.shape))
    }
    deinit { document.destroy() }
  }

  /// What is said of the lines of two files, one after the other, and what is counted.
  private struct Findings: Equatable {
    var texts: [String] = []
    var counts: [String] = []

    mutating func add(_ found: [LineFinding], line: UInt32) {
      texts += found.map { "\(line) \($0.code) \($0.firstUse ?? 0) \($0.isWarning)" }
    }

    mutating func add(_ check: borrowing FileCheck, bytes: Int) {
      let limits = check.limits(bytes: bytes).map(\.message)
      let names = (check.models.names + check.urls.names).map { "\($0.name) \($0.count)" }
      counts += ["\(check.requests) \(check.results)"] + limits + names
    }
  }

  private static func find(
    _ files: [[[String]]], _ profile: Profile, early: Bool
  ) throws -> (findings: Findings, together: Int) {
    let seed: UInt64 = 7
    var check = FileCheck(profile: profile, schemas: schemas, seed: seed)
    let look = ChunkCheck(
      profile: profile, schemas: schemas, as: nil, isStrict: false, seed: seed)
    var (findings, line, together) = (Findings(), UInt32(1), 0)
    for (number, chunks) in files.enumerated() {
      if number > 0 { check.startFile(after: line - 1) }
      for lines in chunks {
        let chunk = try Chunk(lines, profile)
        defer { line += UInt32(lines.count) }
        if early { look.look(at: chunk.document) }
        if early && check.take(look, of: chunk.document.lines, from: line) {
          together += 1
          continue
        }
        for place in chunk.document.lines where place.isValid {
          var found: [LineFinding] = []
          check.check(place, in: chunk.document, at: line + place.number, into: &found)
          findings.add(found, line: line + place.number)
        }
      }
      findings.add(check, bytes: 1 << 40)
    }
    return (findings, together)
  }

  private static func good(_ id: String, _ profile: Profile) -> String {
    switch profile.shape.body {
    case "body":
      #"{"custom_id":"\#(id)","method":"POST","url":"/v1/chat/completions","#
        + #""body":{"model":"m","messages":[]}}"#
    default: #"{"custom_id":"\#(id)","params":{"model":"m","messages":[],"max_tokens":1}}"#
    }
  }

  /// What is done to a good line.
  private static let faults: [@Sendable (String) -> String] = [
    { String($0.dropLast()) }, { $0.replacing("POST", with: "PUT") },
    { $0.replacing("\"m\"", with: "\"n\"") }, { $0.replacing("[]", with: "{}") },
    { $0.replacing("/v1/chat/completions", with: "/v1/responses") },
    { $0.replacing("\"m\"", with: "\"m\",\"stream\":true") },
    { $0.replacing("\"m\"", with: "\"m\",\"model\":\"m\"") },
    { $0.replacing("\"m\"", with: "\"\\ud800\"") },
    { $0.replacing("}", with: "}\r") },
    { _ in #"{"custom_id":"r","response":{"status_code":200,"body":{}},"error":null}"# },
    { _ in #"{"custom_id":"r","result":{"type":"succeeded","message":{}}}"# },
    { _ in #"{"key":"g","response":{"candidates":[]}}"# }, { _ in "[]" }, { _ in "" },
  ]

  @Test(arguments: [Profile.openai, .xai, .generic, .anthropic])
  func asLineAfterLine(profile: Profile) throws {
    var random = SystemRandomNumberGenerator()
    var together = 0
    for round in 0..<400 {
      let faultless = Int.random(in: 1...40, using: &random)
      let ids = Int.random(in: 20...4000, using: &random)
      let files = (0..<2).map { _ in
        (0..<Int.random(in: 1...6, using: &random)).map { _ in
          (0..<Int.random(in: 1...12, using: &random)).map { _ in
            let line = Self.good("\(Int.random(in: 0..<ids, using: &random))", profile)
            guard Int.random(in: 0..<faultless, using: &random) == 0 else { return line }
            return Self.faults.randomElement(using: &random)!(line)
          }
        }
      }
      let late = try Self.find(files, profile, early: false)
      let early = try Self.find(files, profile, early: true)
      #expect(early.findings == late.findings, "round \(round): \(files)")
      together += early.together
    }
    #expect(together > 400, "\(together) chunks were taken together")
  }

  /// Lines that end with CR LF are good, and said to be so.
  @Test func lineEnds() throws {
    let look = ChunkCheck(
      profile: .openai, schemas: Self.schemas, as: nil, isStrict: false, seed: 1)
    for end in ["", "\r"] {
      let chunk = try Chunk([Self.good("a", .openai) + end], .openai)
      look.look(at: chunk.document)
      #expect(look.hasReturns == !end.isEmpty)
      var check = FileCheck(profile: .openai, schemas: Self.schemas, seed: 1)
      let isTaken = check.take(look, of: chunk.document.lines, from: 1)
      #expect(isTaken)
    }
  }

  /// Names beyond those that are counted cannot be added to those of another check.
  @Test func manyNames() throws {
    let lines = (0...1000).map {
      Self.good("\($0)", .generic).replacing("\"m\"", with: "\"m\($0)\"")
    }
    let look = ChunkCheck(
      profile: .generic, schemas: Self.schemas, as: nil, isStrict: false, seed: 1)
    for (count, isGood) in [(1000, true), (1001, false)] {
      let chunk = try Chunk(lines.prefix(count), .generic)
      look.look(at: chunk.document)
      var check = FileCheck(profile: .generic, schemas: Self.schemas, seed: 1)
      let isTaken = check.take(look, of: chunk.document.lines, from: 1)
      #expect(isTaken == isGood)
    }
  }
}
