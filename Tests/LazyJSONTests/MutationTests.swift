import Testing

@testable import LazyJSON

/// Random damage to random documents, against the reference validator.
@Suite struct MutationTests {
  static let bytes: [UInt8] =
    Array("{}[]:,\"\"\\\\ \t\r0123456789.-+eEuntrfalsbx/".utf8)
    + [0x00, 0x0C, 0x1A, 0x1F, 0x7F, 0x80, 0xBF, 0xC3, 0xA9, 0xE2, 0xED, 0xA0, 0xF0, 0x9F, 0xFF]

  /// `text` with one to four bytes or pieces flipped, deleted, inserted or doubled.
  static func damaged(_ text: [UInt8], _ random: inout Generator) -> [UInt8] {
    var text = text
    for _ in 0...random.below(4) {
      let at = random.below(text.count + 1)
      let end = min(text.count, at + 1 + random.below(8))
      switch random.below(5) {
      case 0 where at < text.count: text[at] ^= 1 << random.below(8)
      case 1 where at < text.count: text[at] = random.pick(bytes)
      case 2: text.removeSubrange(at..<(random.once(in: 2) ? end : min(at + 1, end)))
      case 3: text.insert(random.pick(bytes), at: at)
      default: text.insert(contentsOf: text[at..<end], at: random.below(text.count + 1))
      }
    }
    return text
  }

  @Test func validityAgreesOnOneText() {
    let document = OwnedDocument()
    var valid = 0
    for seed in 0..<6000 {
      var random = Generator(seed: seed)
      let text = Self.damaged(Array(RandomDocument.text(&random).utf8), &random)
      let problem = document.problem(text)
      let expected = ReferenceValidator.accepts(text)
      if expected { valid += 1 }
      guard (problem == nil) == expected else {
        Issue.record("seed \(seed): \(String(describing: problem)): \(text.debugText)")
        continue
      }
      if let problem, problem.offset > text.count {
        Issue.record("seed \(seed): offset \(problem.offset) of \(text.count)")
      }
    }
    // Enough of both kinds to mean something.
    #expect((500...5500).contains(valid))
  }

  @Test func brokenLinesLeaveTheirNeighbours() throws {
    let document = OwnedDocument()
    for seed in 0..<1500 {
      var random = Generator(seed: seed)
      var lines: [[UInt8]] = []
      for _ in 0...random.below(6) {
        let line = Array(RandomDocument.text(&random, isLine: true).utf8)
        lines.append(random.once(in: 2) ? Self.damaged(line, &random) : line)
      }
      lines = lines.map { $0.filter { $0 != 0x0A } }
      let end: [UInt8] = random.once(in: 2) ? [] : [0x0A]
      try document.index(Array(lines.joined(separator: [0x0A])) + end)
      let expected = lines.filter { !ReferenceValidator.isBlank($0) }
        .map { ReferenceValidator.accepts($0) }
      let found = document.document.lines.map { $0.problem == nil }
      guard found == expected else {
        Issue.record("seed \(seed): \(found) for \(lines.map(\.debugText))")
        continue
      }
      for line in document.document.lines where line.problem == nil {
        let root = Array(document.document.bytes(of: line.root))
        if root != ReferenceValidator.trimmed(Array(document.document.bytes(of: line))) {
          Issue.record("seed \(seed): root \(root.debugText)")
        }
      }
    }
  }
}

extension ReferenceValidator {
  static func isBlank(_ text: [UInt8]) -> Bool { trimmed(text).isEmpty }

  static func trimmed(_ text: [UInt8]) -> [UInt8] {
    func isBlank(_ byte: UInt8) -> Bool { [0x20, 0x09, 0x0A, 0x0D].contains(byte) }
    let rest = text.drop(while: isBlank)
    return Array(rest.reversed().drop(while: isBlank).reversed())
  }
}

extension [UInt8] {
  /// For messages: with escapes for what is not printable.
  var debugText: String {
    map { (0x20..<0x7F).contains($0) ? String(Unicode.Scalar($0)) : "\\x" + String($0, radix: 16) }
      .joined()
  }
}
