internal import LazyJSON

/// Lines of input that were read together, and what the script made of them so far.
final class Chunk {
  let document: Document
  let origin: Engine.Origin
  /// Its place among all chunks of the run, from 0.
  let number: Int
  var outcomes = Table<Outcome>(capacity: 64)
  /// How many were read, written ones included.
  var records = 0
  /// Whether the script stopped the input in it.
  var isLast = false
  /// Lines that the script wrote itself, see `WaitingLines`.
  var text = ByteBuffer()
  var lines = Table<WrittenLine>()
  /// Who processed it.
  var worker: ObjectIdentifier?
  /// What it could not be processed for.
  var error: (any Error)?
  /// Why records failed, by the numbers in their outcomes.
  var failures: [Diagnostic] = []

  /// What became of one record that waits to be written.
  struct Outcome: BitwiseCopyable {
    enum Kind: UInt8 { case kept, dropped, written, failed }
    let kind: Kind
    let type: ObjectType
    /// Among the lines of the document.
    let line: UInt32
    /// The number of the failure, or of the first written line.
    var first: UInt32 = 0
    /// Of written lines.
    var count: UInt32 = 0
  }

  init(_ document: Document, _ origin: Engine.Origin, number: Int) {
    self.document = document
    self.origin = origin
    self.number = number
  }

  /// Forgets what has been written.
  func clear() {
    outcomes.count = 0
    failures = []
    text.shrink(to: 1 << 20)
    lines.count = 0
    document.clearFrozen()
    document.endWaiting()
  }
}
