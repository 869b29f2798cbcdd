internal import LazyJSON

/// The position of a record loop in its chunk, and the outcomes of records so far. Allocated apart
/// from the loop: it is accessed for each record, and a property of a class would check each
/// access for exclusivity.
struct RecordLoopState: ~Copyable {
  var mode: WritingMode
  private var document: Document?
  /// The index of the current line; `count` at the end.
  private(set) var index = 0
  /// The number of lines to process, which `stop` reduces, and of those that were read.
  private var count = 0
  private var lineCount = 0
  private var firstRecord = 0
  /// The number of lines that have been processed.
  private(set) var taken = 0
  /// The records to process; nil for all.
  private let selection: RecordSelection?
  /// The type of the current record.
  var type = ObjectType.object
  var outcomes = Table<Chunk.Outcome>(capacity: 64)
  /// The error that ends the work on the chunk once the script has returned.
  var failure: (any Error)?

  init(mode: WritingMode, selection: RecordSelection? = nil) {
    self.mode = mode
    self.selection = selection
  }

  mutating func enter(_ chunk: Chunk) {
    document = chunk.document
    index = 0
    taken = 0
    count = chunk.document.lines.count
    lineCount = count
    firstRecord = chunk.origin.firstRecord
    if selection != nil { passOver() }
  }

  /// Moves on to the next selected line.
  private mutating func passOver() {
    let next = selection?.next(from: firstRecord + index) ?? Int.max
    index = min(next - firstRecord, count)
  }

  var isAtEnd: Bool { index == count }

  /// The index of the first line that was not processed; nil if there is none.
  var rest: Int? { index < lineCount ? index : nil }

  /// The index of the first line behind those that the run takes; nil if it takes all.
  var end: Int? {
    if let rest { return rest }
    guard let selection, selection.chosen == nil, taken < lineCount else { return nil }
    return taken
  }

  /// The current line and its document. Not to be called at the end.
  @inline(__always)
  var line: (document: Document, line: Line) {
    let document = document.unsafelyUnwrapped
    return (document, document.lines[index])
  }

  /// The number of the current record in the run, from 1.
  var record: Int { firstRecord + index }

  @inline(__always)
  mutating func finishLine() {
    index += 1
    taken += 1
    if selection != nil { passOver() }
  }

  /// Ends the chunk at the current line.
  mutating func stop() { count = index }

  @inline(__always)
  mutating func add(_ kind: Chunk.Outcome.Kind) {
    push(Chunk.Outcome(kind: kind, type: type, line: UInt32(index)))
  }

  /// Adds a record that failed, with the index of its failure.
  mutating func addFailure(_ number: Int) {
    push(
      Chunk.Outcome(kind: .failed, type: .object, line: UInt32(index), first: UInt32(number)))
  }

  /// Adds a record for which the script has written these lines.
  mutating func add(_ lines: Range<Int>) {
    push(
      Chunk.Outcome(
        kind: .written, type: .object, line: UInt32(index), first: UInt32(lines.lowerBound),
        count: UInt32(lines.count)))
  }

  /// Each line has one outcome at most.
  @inline(__always)
  private mutating func push(_ outcome: Chunk.Outcome) {
    if outcomes.count == outcomes.capacity { outcomes.reserve(max(1, count - index)) }
    outcomes.base[outcomes.count] = outcome
    outcomes.count += 1
  }
}
