internal import BatchModel
internal import LazyJSON

/// Merges requests. With the policies `suffix` and `last`, lines are read a second time when all
/// ids are known.
final class MergedRequests {
  private let mode: MergeOptions.IDs
  private let ids: IDReader
  private let output: RecordOutput
  private let bad: BadLines
  private let store: LineStore
  private let known = IDSet(isDense: true)
  private let scratch = ScratchDocument()
  private var document: Document { scratch.document }
  private let indexer: Indexer
  private var id = ByteBuffer()
  private var other = ByteBuffer()

  /// Mark of a line in the store that is written unchanged.
  private static let kept: UInt8 = 1

  init(_ options: MergeOptions, _ ids: IDReader, _ output: RecordOutput, _ bad: BadLines) {
    mode = options.ids
    self.ids = ids
    self.output = output
    self.bad = bad
    store = LineStore(framing: options.inputs.framing, keeping: .lineAndOriginal)
    indexer = Indexer()
  }

  func enter(_ lines: ScannedLines) throws(RunError) {
    if mode != .error { try store.enter(lines) }
  }

  func take(_ line: ScannedLine, _ report: inout MergeReport) throws {
    if mode == .error { return try write(line) }
    guard ids.read(line.root, of: line.document, into: &id) else {
      return try bad.take(line, "the request has no id", code: "missing_required_parameter")
    }
    let key = known.key(id.elements)
    guard let earlier = known.line(of: key) else {
      known.insert(key, at: try store.add(line, marks: Self.kept))
      if mode == .first { try write(line) }
      return
    }
    try check(earlier)
    report.repeated += 1
    switch mode {
    case .last:
      store.set(0, of: earlier)
      known.move(key, to: try store.add(line, marks: Self.kept))
    case .suffix: _ = try store.add(line)
    case .first, .error: break
    }
  }

  func finish(_ report: inout MergeReport) throws {
    if mode == .last || mode == .suffix {
      for number in 0..<UInt32(store.count) {
        let isKept = store.marks(of: number) == Self.kept
        if !isKept && mode == .last { continue }
        try store.load(number, into: document, with: indexer)
        if !isKept {
          try rename()
          report.renamed += 1
        }
        try write(store.scanned(number, in: document))
      }
    }
    try store.end()
  }

  private func write(_ line: ScannedLine) throws {
    do {
      try output.write(line, .batchRequestInput)
    } catch let problem as RecordProblem {
      try bad.take(line, output.diagnostic(of: problem, bad.names))
    }
  }

  /// Gives the request in the document an id that no other one has.
  private func rename() throws {
    guard ids.read(0, of: document, into: &id) else { return }
    NumberedID.append(to: &id) { known.line(of: known.key($0)) != nil }
    known.insert(known.key(id.elements))
    try ids.set(id.elements, of: 0, in: document)
  }

  /// Throws if the line that was found by a hash has another id than the current one.
  private func check(_ line: UInt32) throws(RunError) {
    try store.load(line, into: document, with: indexer)
    let isSame = ids.has(id.elements, 0, of: document, using: &other)
    if !isSame { throw ResultIndex.collision(id.elements, other.elements) }
  }
}
