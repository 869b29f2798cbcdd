internal import LazyJSON
internal import Synchronization

/// Documents to use again, for all threads of a run.
final class DocumentPool: Sendable {
  private let spare = Mutex<[Document]>([])

  deinit { spare.withLock { for document in $0 { document.destroy() } } }

  /// An empty document, one used before when there is one.
  func take() -> Document {
    spare.withLock { $0.popLast() } ?? Document.create()
  }

  /// Takes a document back; a few are kept.
  func give(_ document: Document) {
    document.clear()
    let isKept = spare.withLock { spare in
      guard spare.count < 24 else { return false }
      spare.append(document)
      return true
    }
    if !isKept { document.destroy() }
  }
}
