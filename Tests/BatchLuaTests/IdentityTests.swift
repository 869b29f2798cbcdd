import BatchLua
import Foundation
import Testing

/// Lines that a script does not change come out byte for byte.
struct IdentityTests {
  private static let count = 3000

  private func output(
    of lines: [String], _ script: String, type: RecordType = .detect
  ) throws -> String {
    let scratch = try Scratch()
    var options = RunOptions(
      script: .file(Path(try scratch.write(script, to: "s.lua"))),
      inputs: [.file(try scratch.write(lines.joined(separator: "\n") + "\n", to: "in.jsonl"))])
    options.output = .file(scratch.place("out.jsonl"))
    options.recordType = type
    options.profile = "generic"
    let summary = try Run(options).execute()
    #expect(summary.read == lines.count)
    #expect(summary.written == lines.count)
    return try scratch.text("out.jsonl")
  }

  private func expectSame(_ output: String, _ lines: [String]) {
    let written = output.split(separator: "\n").map(String.init)
    #expect(written.count == lines.count)
    for (a, b) in zip(written, lines) where a != b {
      Issue.record("\(b)\nwas written as\n\(a)")
      return
    }
  }

  @Test(arguments: [
    "function transform(r) end", "function transform(r) return r end",
    "function transform(r) return true end", "function transform(r) return { r } end",
    "function transform(r) batch.emit(r) end", "function filter(r) return true end",
    "function transform(r) local t = {} for k, v in pairs(r.json) do t[k] = v end end",
    "function transform(r) for k, v in pairs(r.json) do r.json[k] = v end end",
    "function transform(r) local c = json.copy(r.json) return json.equal(c, r.json) end",
  ])
  func requests(script: String) throws {
    var random = RandomLines(seed: 42)
    let lines = (0..<Self.count).map { random.request($0) }
    expectSame(try output(of: lines, script), lines)
  }

  @Test func anyObjects() throws {
    var random = RandomLines(seed: 7)
    let lines = (0..<Self.count).map { _ in random.object(depth: 4, hasTwins: false) }
    let script = "function transform(r) for k, v in pairs(r) do r[k] = v end end"
    expectSame(try output(of: lines, script, type: .json), lines)
  }

  /// Setting one member leaves every byte outside of it.
  @Test func oneMember() throws {
    var random = RandomLines(seed: 99)
    let bodies = (0..<Self.count).map { _ in random.object(depth: 3) }
    let lines = bodies.map { #"{"keep" : \#($0), "x" : "old" , "more":[ 1.0 ]}"# }
    let expected = bodies.map { #"{"keep" : \#($0), "x" : "new" , "more":[ 1.0 ]}"# }
    expectSame(
      try output(of: lines, "function transform(r) r.x = 'new' end", type: .json), expected)
  }
}

/// Random valid lines, with what writers of JSON may do: blanks, escapes, duplicate keys, numbers
/// of any size.
struct RandomLines {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  private mutating func next(_ bound: Int) -> Int {
    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    return Int((state >> 33) % UInt64(bound))
  }

  private mutating func pick(_ texts: [String]) -> String { texts[next(texts.count)] }

  private mutating func blank() -> String { pick(["", "", "", " ", "  ", "\t", " \t "]) }

  mutating func request(_ number: Int) -> String {
    let members = [
      #""custom_id""# + blank() + ":" + blank() + #""r\#(number)""#,
      #""method":"POST""#, #""url""# + blank() + #":"/v1/x""#, #""body":"# + object(depth: 3),
      #""extra":"# + value(depth: 2),
    ]
    let turn = next(members.count)
    return object(of: Array(members[turn...] + members[..<turn]))
  }

  /// `hasTwins`: keys may stand there twice.
  mutating func object(depth: Int, hasTwins: Bool = true) -> String {
    var members: [String] = []
    var keys: Set<String> = []
    for _ in 0..<next(5) {
      let key = key()
      let isNew = keys.insert(key.replacing(#"\u0061"#, with: "a")).inserted
      if isNew || hasTwins { members.append(key + blank() + ":" + blank() + value(depth: depth)) }
    }
    return object(of: members)
  }

  private mutating func object(of members: [String]) -> String {
    var text = "{" + blank()
    for (i, member) in members.enumerated() { text += (i > 0 ? blank() + "," : "") + member }
    return text + blank() + "}"
  }

  private mutating func key() -> String {
    pick([#""a""#, #""a""#, #""b""#, #""\u0061""#, #""""#, #""é""#, #""\ud83d\ude00""#, #""a b""#])
  }

  private mutating func value(depth: Int) -> String {
    switch next(depth > 0 ? 9 : 6) {
    case 0: return String(next(1 << 30) - (1 << 29))
    case 1:
      return pick([
        "-0", "0.10", "1E5", "1e400", "-1e-400", "12345678901234567890", "9223372036854775807",
        "-9223372036854775808", "9223372036854775808", "0.1e+2", "5e-324", "1.0",
        String(repeating: "9", count: 60),
      ])
    case 2: return pick(["true", "false", "null"])
    case 3: return pick([#""\/\b\f\n\r\t\"\\""#, #""\u2028\u0000""#, #""\ud83d\ude00""#])
    case 4: return "\"" + pick(["plain", "€\u{2028}\u{85}", "😀", "\u{7F}", ""]) + "\""
    case 5: return pick(["[]", "{}", "[ ]", "{\t}"])
    case 6, 7:
      var text = "[" + blank()
      for i in 0..<next(4) { text += (i > 0 ? blank() + "," : "") + value(depth: depth - 1) }
      return text + blank() + "]"
    default: return object(depth: depth - 1)
    }
  }
}
