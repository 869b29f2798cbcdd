internal import BatchModel
internal import LazyJSON

/// Compares two files record by record: which records were added, removed, moved or changed, and
/// which members of the changed ones. Records are matched by their ids, or by the value of an
/// expression. Where an id is repeated, its first record in one file is matched with its first in
/// the other, the second with the second, and so on. Lines without an id, and lines that are not
/// JSON, are matched by their bytes.
public struct Diff {
  private let options: DiffOptions

  /// Nothing is opened before `execute`.
  public init(_ options: DiffOptions) { self.options = options }

  /// Writes the differences. Throws a `RunError`; then no output file has changed.
  public func execute() throws(RunError) -> DiffReport {
    try onToolThread { try DiffWork(options).run() }
  }
}

private final class DiffWork {
  private let options: DiffOptions
  private let output: DifferenceOutput
  private let names: RecordNames
  private let store: LineStore
  private let lines = IDSet(isDense: true)
  private var report = DiffReport()
  private var moved = MovedLines()
  private let scratch = ScratchDocument()
  private var document: Document { scratch.document }
  private let indexer = Indexer()

  /// Mark of a line of the second file that is matched with one of the first.
  private static let used: UInt8 = 1

  init(_ options: DiffOptions) throws(RunError) {
    self.options = options
    let inputs = ([options.new] + options.old.inputs).asInputs.paths
    try inputs.checkStreams()
    try inputs.checkApart(from: options.output)
    names = try RecordNames(options)
    store = LineStore(framing: options.old.framing)
    output = try DifferenceOutput(options)
  }

  func run() throws -> DiffReport {
    let scan = try LineScan(options.old.following(try readNew()))
    defer { scan.stop() }
    while let chunk = try scan.next() {
      for line in chunk.lines { try compare(chunk.scanned(line), line, chunk.origin) }
    }
    lines.removeAll()  // frees memory for the next pass
    try tellMoved()
    try tellAdded()
    try store.end()
    try output.finish(report)
    return report
  }

  /// Returns what was read.
  private func readNew() throws -> RunSummary {
    var options = options.old
    options.inputs = [self.options.new]
    let scan = try LineScan(options)
    defer { scan.stop() }
    while let chunk = try scan.next() {
      try store.enter(chunk)
      for line in chunk.lines {
        report.new += 1
        try names.read((chunk.document, line, chunk.origin), number: report.new)
        let count = first { lines.line(of: $0) == nil }
        lines.insert(key(count), at: try store.add(chunk.scanned(line)))
      }
    }
    return scan.summary
  }

  /// The smallest occurrence number, from 1, for which the key of the current record fulfils a
  /// condition that is false for all smaller numbers and true for all larger ones.
  private func first(_ condition: (IDSet.Key) -> Bool) -> Int {
    var high = 1
    while !condition(key(high)) { high *= 2 }
    var low = high / 2
    while high - low > 1 {
      let middle = (high + low) / 2
      if condition(key(middle)) { high = middle } else { low = middle }
    }
    return high
  }

  /// The key of the current record if it is occurrence `number` of its name.
  private func key(_ number: Int) -> IDSet.Key { lines.key(names.numbered(number)) }

  private func compare(_ line: ScannedLine, _ entry: Line, _ origin: Origin) throws {
    report.old += 1
    try names.read((line.document, entry, origin), number: report.old)
    let number = first { key in
      guard let other = lines.line(of: key) else { return true }
      return store.marks(of: other) != Self.used
    }
    guard let other = lines.line(of: key(number)) else { return try tellRemoved(line) }
    let bytes = try store.bytes(of: other)
    let isSame = bytes.equals(line.bytes)
    var members: [Difference.Member] = []
    if !isSame {
      if names.isWithoutName { return try tellRemoved(line) }  // two lines with one hash
      try store.load(other, into: document, with: indexer)
      let record = record(number: other)
      guard try names.isSame(as: record, number: Int(other) + 1) else {
        return try tellRemoved(line)
      }
      var differences = MemberDifferences(line.document, document)
      differences.compare(line.root, 0, at: "")
      members = differences.members
    }
    store.set(Self.used, of: other)
    moved.add(new: other, old: line.number)
    if isSame || members.isEmpty && !options.comparesBytes { return }
    report.changed += 1
    try output.append(
      Difference(
        kind: .changed, id: names.text,
        old: Difference.Position(file: line.file.description, line: line.number),
        new: newPosition(other),
        members: members))
  }

  private func newPosition(_ line: UInt32) -> Difference.Position {
    let (file, number) = store.position(of: line)
    return Difference.Position(file: file.description, line: number)
  }

  // MARK: Telling

  private func tellRemoved(_ line: ScannedLine) throws {
    report.removed += 1
    moved.add(new: nil, old: line.number)
    try output.append(
      Difference(
        kind: .removed, id: names.text,
        old: Difference.Position(file: line.file.description, line: line.number), new: nil,
        members: []))
  }

  private func tellMoved() throws {
    guard let file = options.old.inputs.first?.description else { return }
    try moved.forEach { number, old in
      report.moved += 1
      try output.append(
        Difference(
          kind: .moved, id: try name(ofNew: number),
          old: Difference.Position(file: file, line: old), new: newPosition(number), members: []))
    }
  }

  private func tellAdded() throws {
    for number in 0..<UInt32(store.count) where store.marks(of: number) != Self.used {
      report.added += 1
      try output.append(
        Difference(
          kind: .added, id: try name(ofNew: number), old: nil, new: newPosition(number),
          members: []))
    }
  }

  private func name(ofNew number: UInt32) throws -> String? {
    let bytes = try store.bytes(of: number)
    guard (try? document.load(bytes, with: indexer)) != nil else { return nil }
    try names.read(record(number: number), number: Int(number) + 1)
    return names.text
  }

  /// A record of the second file, which the document holds.
  private func record(number: UInt32) -> RecordPosition {
    let (file, line) = store.position(of: number)
    let origin = Origin(file: file, firstLine: line, firstRecord: Int(number) + 1)
    return (document, document.lines[0], origin)
  }
}
