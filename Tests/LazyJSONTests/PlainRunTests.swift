import Fuzzing
import Testing

@testable import LazyJSON

/// Lines whose long runs of plain bytes the first stage does not see. A run is left out from 64
/// bytes behind the start of a block of 4,096 bytes, so texts begin and end runs about there.
@Suite struct PlainRunTests {
  private let owner = OwnedDocument()
  private let single = OwnedDocument()

  /// Plain bytes without a comma, in which structure would be found outside of a string.
  private static let plain = [UInt8](
    repeatElement(Array("Base64+/0123456789{}:[]".utf8), count: 2000).joined())

  private func run(_ count: Int) -> [UInt8] { Array(Self.plain[..<count]) }

  /// `head` behind so many spaces that it ends at `start`, a run up to `end`, and `tail`.
  private func text(
    _ head: [UInt8], from start: Int, to end: Int, _ tail: [UInt8], run: [UInt8]? = nil
  ) -> [UInt8] {
    [UInt8](repeating: 0x20, count: start - head.count) + head + (run ?? self.run(end - start))
      + tail
  }

  /// Where the index of lines together is another than that of each by itself, of which nothing is
  /// left out; nil where it is the same: nodes, or what is wrong and where.
  private func difference(_ text: [UInt8]) throws -> String? {
    try owner.index(text)
    let document = owner.document
    let lineFeeds = text.count { $0 == 0x0A }
    guard document.physicalLines == lineFeeds + (text.last == 0x0A ? 0 : 1) else { return "lines" }
    for line in document.lines {
      let place = "line \(line.number)"
      let problem = single.problem(Array(document.bytes(of: line)))
      guard line.problem == problem else {
        return "\(place): \(line.problem?.description ?? "valid")"
      }
      guard problem == nil else { continue }
      for number in 0..<single.document.node(0).next {
        let node = document.node(line.root + number)
        let other = single.document.node(number)
        guard node.start - line.start == other.start, node.end - line.start == other.end,
          node.next - line.root == other.next, node.meta == other.meta
        else { return "\(place): node \(number)" }
      }
    }
    return nil
  }

  /// The first places of runs that make a difference.
  private func differences(
    starts: some Sequence<Int>, ends: some Sequence<Int>, _ text: (Int, Int) -> [UInt8]
  ) throws -> [String] {
    var found: [String] = []
    for start in starts {
      for end in ends where found.count < 5 {
        if let difference = try difference(text(start, end)) {
          found.append("\(start)..<\(end): \(difference)")
        }
      }
    }
    return found
  }

  private static let near = [-64, -1, 0, 1, 64]
  private let starts = near.map { 4096 + $0 }
  private let ends = near.map { 16384 + $0 }

  @Test func runsOfAllPlaces() throws {
    let head = Array("1\n{\"a\":[\"b\",\"".utf8), tail = Array("\",{\"c\":2}]}\n[3,\"\\n\"]".utf8)
    func text(_ start: Int, _ end: Int) -> [UInt8] { self.text(head, from: start, to: end, tail) }
    #expect(try differences(starts: 4096 - 200...4096 + 200, ends: [16383, 16384], text) == [])
    #expect(try differences(starts: [4095, 4096], ends: 16384 - 200...16384 + 200, text) == [])
    #expect(try difference(text(4096, 16384)) == nil)
    #expect(owner.document.lines.map(\.problem) == [nil, nil, nil])
  }

  @Test func severalRuns() throws {
    var line: [UInt8] = []
    for length in stride(from: 4000, to: 30_000, by: 1234) {
      line += Array(",{\"\\u00e9é\":\"".utf8) + run(length) + Array("\\\"\"}".utf8)
    }
    line[0] = UInt8(ascii: "[")
    line += Array("]\r\n".utf8)
    #expect(try difference(line + line + line) == nil)
    #expect(owner.document.lines.map(\.problem) == [nil, nil, nil])
  }

  /// Beside a run is what would be something else if its other half were.
  @Test(arguments: [
    #"\"#, #"\\"#, #"\\\"#, #"\""#, #"\u"#, #"\u12"#, #"\u00e9"#, "\"", "\"\"", "\",\"", "é",
    "\t", "\u{1}", "\u{7f}", " ", "!", "\u{1F600}",
  ])
  func whatIsBesideARun(piece: String) throws {
    let piece = Array(piece.utf8)
    let before = Array("1\n[\"".utf8) + piece, after = piece + Array("\",2]\n3".utf8)
    for tail in [Array("\"]\n\"b\"".utf8), after] {
      #expect(
        try differences(starts: starts, ends: ends) { text(before, from: $0, to: $1, tail) } == [])
    }
    let head = Array("1\n[\"".utf8)
    #expect(
      try differences(starts: starts, ends: ends) { text(head, from: $0, to: $1, after) } == [])
  }

  /// What is not plain is found wherever in a block it is.
  @Test(arguments: ["\\", #"\n"#, "\"", "\",\"", "\",1,\"", "é", "\t", "\n", " ", "!"])
  func whatIsInARun(piece: String) throws {
    let head = Array("[\"".utf8), tail = Array("\"]".utf8), piece = Array(piece.utf8)
    var run = run(20_000)
    for place in [0, 63, 64, 255, 256, 257, 2048, 4094, 4095] {
      run.replaceSubrange(8192 + place..<8192 + place + piece.count, with: piece)
      let text = text(head, from: 2, to: 0, tail, run: Array(run[2...]))
      #expect(try difference(text + [0x0A] + text) == nil, "\(place)")
      run = self.run(20_000)
    }
  }

  @Test(
    arguments: [[0xC3], [0xE2, 0x82], [0xF0, 0x9F], [0xF0, 0x9F, 0x98], [0xFF]] as [[UInt8]])
  func sequencesThatARunCutsOff(first: [UInt8]) throws {
    let rest: [[UInt8]] = [[], [0xA9], [0x98, 0x80], [0x80, 0x80, 0x80], first]
    for last in rest {
      let head = Array("1\n[\"".utf8) + first, tail = last + Array("\",2]\n3".utf8)
      #expect(
        try differences(starts: starts, ends: ends) { text(head, from: $0, to: $1, tail) } == [])
      #expect(owner.document.lines[1].problem?.message == "invalid UTF-8")
    }
    var run = run(20_000)
    run.replaceSubrange(10_000..<10_000 + first.count, with: first)
    #expect(try difference([0x22] + run + [0x22]) == nil)
    #expect(owner.document.lines[0].problem?.offset == 10_001)
  }

  /// Digits, words and brackets are plain, too.
  @Test(arguments: [
    "", "[", "[1,", "-", "tru", "\"a\"", "\"a\",", "\"a\":", "[\"a\":", "\"\"",
    "\"a\\\"\"", "\"a\"\n", "{\"a\"", "{\"a\":", "{\"a\":\"b\"", "{\"a\":\"b\"\n",
  ])
  func runsOutsideOfStrings(head: String) throws {
    let head = Array("[\"a\"]\n".utf8) + Array(head.utf8)
    for kind in ["1", "[", "{", "]", ":", "x", "[]", "x:"] {
      let run = Array(String(repeating: kind, count: 12_288 / kind.count).utf8)
      for tail in ["", "]", "\n[1]", "\"", "\"]\n1"].map({ Array($0.utf8) }) {
        let found = try differences(starts: [4095, 4096], ends: [0]) { start, _ in
          text(head, from: start, to: 0, tail, run: run)
        }
        #expect(found == [], "\(kind)")
      }
    }
  }

  @Test func numbersOutsideOfStrings() throws {
    // A block that begins with a long number, and in which others follow.
    let number = Array(repeating: UInt8(ascii: "1"), count: 100)
    let numbers = number + Array(repeating: Array(",2".utf8), count: 6150).joined()
    let text = text(Array("[".utf8), from: 4096, to: 0, Array("]\n{}".utf8), run: numbers)
    #expect(try difference(text) == nil)
    #expect(try owner.document.count(0) == 6151)
    // Strings beside them.
    let string = Array("\n[\"".utf8) + run(40_000) + Array("\"]".utf8)
    #expect(try difference(text + string) == nil)
    #expect(try difference(string + text) == nil)
  }

  @Test func stringsWithoutAnEnd() throws {
    for tail in ["", "\n", "\n1\n", "\n\"", "\n\"a\"", "]\n\"]"] {
      let found = try differences(starts: starts, ends: ends) {
        text(Array("2\n[\"a\",\"".utf8), from: $0, to: $1, Array(tail.utf8))
      }
      #expect(found == [])
      #expect(owner.document.lines[1].problem?.message == "string without an end")
    }
  }

  @Test func aBrokenLineAmongLongOnes() throws {
    let long = Array("{\"a\":\"".utf8) + run(20_000) + Array("\",\"b\":[true]}\n".utf8)
    for broken in [
      "{\"a\" 1}", "[1,]", "\"", "\"\t\"", "[\"\\x\"]", "\u{7f}", "]", "\"a", "1\"a\"",
    ] {
      let line = Array(broken.utf8) + [0x0A]
      for text in [line + long + long, long + line + long, long + long + line] {
        #expect(try difference(text) == nil)
        #expect(owner.document.lines.count { $0.problem == nil } == 2)
      }
    }
  }

  @Test func randomLines() throws {
    for seed in 0..<250 {
      var random = Generator(seed: seed)
      var text: [UInt8] = []
      for _ in 0...random.below(5) {
        var line = Array(RandomDocument.text(&random, isLine: true).utf8)
        for _ in 0..<random.below(4) {
          let string = [0x22] + run(4096 + random.below(20_000)) + [0x22]
          let isWhole = random.below(4) > 0
          line = isWhole ? [0x5B] + string + [0x2C] + line + [0x5D] : line + string
          if random.once(in: 4) { line = damaged(line, &random) }
        }
        text += line + [0x0A]
      }
      let difference = try difference(text)
      #expect(difference == nil, "seed \(seed)")
    }
  }
}
