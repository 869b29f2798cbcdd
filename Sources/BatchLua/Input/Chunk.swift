internal import LazyJSON

/// Lines of input that were read together, and the outcomes of their records so far.
final class Chunk {
  let document: Document
  let origin: Origin
  /// Its number among all chunks of the run, from 0; the parts of a split chunk share it.
  let number: Int
  /// Bytes of input that were read with it.
  var bytes: Int
  /// Whether another part of the chunk follows.
  var hasRest = false
  var outcomes = Table<Outcome>(capacity: 64)
  /// The number of records that were read, written ones included.
  var records = 0
  /// Whether the script stopped the input in this chunk.
  var isLast = false
  /// Lines that the script wrote itself, see `PendingLines`.
  var text = ByteBuffer()
  var lines = Table<WrittenLine>()
  /// The worker that processed it.
  var worker: ObjectIdentifier?
  /// The errors of failed records; their outcomes have the index.
  var failures: [Diagnostic] = []

  /// The outcome of one record that waits to be written.
  struct Outcome: BitwiseCopyable {
    enum Kind: UInt8 { case kept, dropped, written, failed }
    let kind: Kind
    let type: ObjectType
    /// The index among the lines of the document.
    let line: UInt32
    /// The index of the failure, or of the first written line.
    var first: UInt32 = 0
    /// The number of written lines.
    var count: UInt32 = 0
  }

  init(_ document: Document, _ origin: Origin, number: Int) {
    self.document = document
    self.origin = origin
    self.number = number
    bytes = document.text.count
  }

  /// Ends the chunk before line `index`, and returns a chunk with the lines from there on in
  /// `document`, which is empty before. Then the edits of the first lines can be freed.
  func split(
    before index: Int, into other: Document, with indexer: borrowing Indexer
  ) throws(SyntaxError) -> Chunk {
    let line = document.lines[index]
    try document.copyLines(from: index, into: other, with: indexer)
    let rest = Chunk(
      other,
      Origin(
        file: origin.file, firstLine: origin.firstLine + Int(line.number),
        firstRecord: origin.firstRecord + index, input: origin.input),
      number: number)
    bytes -= rest.bytes
    hasRest = true
    return rest
  }

  /// Leaves out of `bytes` the lines from `index` on, which the run does not take.
  func end(before index: Int) { bytes = min(bytes, Int(document.lines[index].start)) }

  /// Removes the records that have been written.
  func clear() {
    outcomes.count = 0
    failures = []
    text.shrink(to: 1 << 20)
    lines.count = 0
    document.clearForeigns()
    document.endWaiting()
  }
}
