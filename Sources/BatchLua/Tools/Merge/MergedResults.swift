internal import BatchModel
internal import LazyJSON

/// Merges results: reads all of them, then writes the best of each id where the id first occurred.
final class MergedResults {
  private let results: ResultIndex
  private let output: RecordOutput
  private let bad: BadLines
  private let scratch = ScratchDocument()
  private var document: Document { scratch.document }
  private let indexer = Indexer()
  private var id = ByteBuffer()

  init(
    _ profile: Profile, _ framing: InputFraming, _ output: RecordOutput,
    _ bad: BadLines
  ) {
    results = ResultIndex(profile, framing: framing, keepsLines: true)
    self.output = output
    self.bad = bad
  }

  func enter(_ lines: ScannedLines) throws(RunError) { try results.enter(lines) }

  func take(_ line: ScannedLine) throws(RunError) {
    try results.take(line, bad)
  }

  func finish(_ report: inout MergeReport) throws {
    report.repeated = results.repeated
    for number in 0..<UInt32(results.store.count) {
      let marks = results.marks(of: number)
      guard marks.contains(.first) else { continue }
      let best = marks.contains(.best) ? number : try self.best(inPlaceOf: number)
      if results.marks(of: best).contains(.answered) { report.answered += 1 }
      try output.write(bytes: try results.store.bytes(of: best))
    }
    try results.store.end()
  }

  /// The best result with the same id as a line.
  private func best(inPlaceOf line: UInt32) throws(RunError) -> UInt32 {
    try results.store.load(line, into: document, with: indexer)
    _ = results.ids.read(0, of: document, into: &id)
    return results.find(id.elements) ?? line
  }
}
