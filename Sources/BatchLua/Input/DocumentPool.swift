internal import LazyJSON
internal import Synchronization

/// Documents to use again, for all threads of a run.
final class DocumentPool: Sendable {
  private struct State {
    /// Those that held chunks, and those that held single values.
    var large: [Document] = []
    var small: [Document] = []
    var taken = 0
  }
  private let state = Mutex(State())

  deinit { state.withLock { for document in $0.large + $0.small { document.destroy() } } }

  /// Documents that were taken and not given back.
  var taken: Int { state.withLock { $0.taken } }

  /// An empty document for a chunk or a single value, one used before when there is one.
  func take(isSmall: Bool = false) -> Document {
    state.withLock { state in
      state.taken += 1
      return (isSmall ? state.small.popLast() : state.large.popLast()) ?? Document.create()
    }
  }

  /// Takes a document back; a few are kept, and of small ones about as many as die together.
  func give(_ document: Document) {
    document.clear(limit: document.isSmall ? 1 << 16 : 4 << 20)
    document.count(for: nil)
    let isKept = state.withLock { state in
      state.taken -= 1
      if document.isSmall {
        guard state.small.count < 256 else { return false }
        state.small.append(document)
      } else {
        guard state.large.count < 24 else { return false }
        state.large.append(document)
      }
      return true
    }
    if !isKept { document.destroy() }
  }
}
