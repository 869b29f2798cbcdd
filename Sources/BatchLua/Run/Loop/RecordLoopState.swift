internal import LazyJSON

/// The position of a record loop in its chunk, and the outcomes of records so far. In memory of its
/// own: it is accessed for each record, and a class would check each access for exclusivity.
struct RecordLoopState: ~Copyable {
  var mode: WritingMode
  private var document: Document?
  /// Of the current line, from 0; behind the last one at the end.
  private(set) var index = 0
  /// Of the lines that are to be processed, of those that were read.
  private var count = 0
  private var lineCount = 0
  private var firstRecord = 0
  /// How many lines of the chunk were processed.
  private(set) var taken = 0
  /// nil when all lines are.
  private let selection: RecordSelection?
  /// Of the current record.
  var type = ObjectType.object
  var fates = Table<Chunk.Fate>(capacity: 64)
  /// What ends the work on the chunk, when the script has returned.
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

  /// Goes on to the next line that is taken.
  private mutating func passOver() {
    let next = selection?.next(from: firstRecord + index) ?? Int.max
    index = min(next - firstRecord, count)
  }

  var isAtEnd: Bool { index == count }

  /// The first line that was not processed; nil when all were.
  var rest: Int? { index < lineCount ? index : nil }

  /// The current line and its document; to be asked for before the end only.
  @inline(__always)
  var line: (document: Document, line: Line) {
    let document = document.unsafelyUnwrapped
    return (document, document.lines[index])
  }

  /// 1-based among the records of the run.
  var record: Int { firstRecord + index }

  @inline(__always)
  mutating func finishLine() {
    index += 1
    taken += 1
    if selection != nil { passOver() }
  }

  /// The current line is the last one.
  mutating func stop() { count = index }

  @inline(__always)
  mutating func add(_ kind: Chunk.Fate.Kind) {
    push(Chunk.Fate(kind: kind, type: type, line: UInt32(index)))
  }

  /// A record that failed, with the number of its failure.
  mutating func addFailure(_ number: Int) {
    push(
      Chunk.Fate(kind: .failed, type: .object, line: UInt32(index), first: UInt32(number)))
  }

  /// A record that became these written lines.
  mutating func add(_ lines: Range<Int>) {
    push(
      Chunk.Fate(
        kind: .written, type: .object, line: UInt32(index), first: UInt32(lines.lowerBound),
        count: UInt32(lines.count)))
  }

  /// Each line has one fate at most.
  @inline(__always)
  private mutating func push(_ fate: Chunk.Fate) {
    if fates.count == fates.capacity { fates.reserve(max(1, count - index)) }
    fates.base[fates.count] = fate
    fates.count += 1
  }
}
