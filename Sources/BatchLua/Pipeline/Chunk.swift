internal import LazyJSON

/// Lines of input that were read together, and what the script made of them so far.
final class Chunk {
  let document: Document
  let origin: Engine.Origin
  var outcomes = Table<Outcome>(capacity: 64)
  /// How many were read, written ones included.
  var records = 0
  /// Why records failed, by the numbers in their outcomes.
  var failures: [Diagnostic] = []

  /// What became of one record that waits to be written.
  struct Outcome: BitwiseCopyable {
    enum Kind: UInt8 { case kept, dropped, failed }
    let kind: Kind
    let type: ObjectType
    /// Among the lines of the document.
    let line: UInt32
    var failure: UInt32 = 0
  }

  init(_ document: Document, _ origin: Engine.Origin) {
    self.document = document
    self.origin = origin
  }

  func add(_ kind: Outcome.Kind, _ type: ObjectType, _ index: Int) {
    outcomes.append(Outcome(kind: kind, type: type, line: UInt32(index)))
  }

  func add(_ failure: Diagnostic, _ index: Int) {
    outcomes.append(
      Outcome(
        kind: .failed, type: .object, line: UInt32(index), failure: UInt32(failures.count)))
    failures.append(failure)
  }

  /// Forgets what has been written.
  func clear() {
    outcomes.count = 0
    failures = []
  }
}
