import Fuzzing
import Testing

@testable import LazyJSON

/// Random damage to random documents, against the reference validator.
@Suite struct MutationTests {
  @Test func validityAgreesOnOneText() {
    let document = OwnedDocument()
    var valid = 0
    for seed in 0..<6000 {
      var random = Generator(seed: seed)
      let text = damaged(Array(RandomDocument.text(&random).utf8), &random)
      let problem = document.problem(text)
      let expected = ReferenceReader.accepts(text)
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
        lines.append(random.once(in: 2) ? damaged(line, &random) : line)
      }
      lines = lines.map { $0.filter { $0 != 0x0A } }
      let end: [UInt8] = random.once(in: 2) ? [] : [0x0A]
      try document.index(Array(lines.joined(separator: [0x0A])) + end)
      let expected = lines.filter { !ReferenceReader.isBlank($0) }
        .map { ReferenceReader.accepts($0) }
      let found = document.document.lines.map { $0.problem == nil }
      guard found == expected else {
        Issue.record("seed \(seed): \(found) for \(lines.map(\.debugText))")
        continue
      }
      for line in document.document.lines where line.problem == nil {
        let root = Array(document.document.bytes(of: line.root))
        if root != ReferenceReader.trimmed(Array(document.document.bytes(of: line))) {
          Issue.record("seed \(seed): root \(root.debugText)")
        }
      }
    }
  }
}
