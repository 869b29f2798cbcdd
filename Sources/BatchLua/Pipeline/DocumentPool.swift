internal import LazyJSON
internal import Synchronization

/// Documents to use again, for all threads of a run.
final class DocumentPool: Sendable {
  private struct State {
    var spare: [Document] = []
    var taken = 0
  }
  private let state = Mutex(State())

  deinit { state.withLock { for document in $0.spare { document.destroy() } } }

  /// Documents that were taken and not given back.
  var taken: Int { state.withLock { $0.taken } }

  /// An empty document, one used before when there is one.
  func take() -> Document {
    state.withLock { state in
      state.taken += 1
      return state.spare.popLast() ?? Document.create()
    }
  }

  /// Takes a document back; a few are kept.
  func give(_ document: Document) {
    document.clear()
    document.count(for: nil)
    let isKept = state.withLock { state in
      state.taken -= 1
      guard state.spare.count < 24 else { return false }
      state.spare.append(document)
      return true
    }
    if !isKept { document.destroy() }
  }
}
