internal import LazyJSON
internal import Synchronization

/// Documents for reuse, shared by all threads of a run.
final class DocumentPool: Sendable {
  private struct State {
    /// Those that held chunks, and those that held single values.
    var large: [Document] = []
    var small: [Document] = []
    var taken = 0
    /// What the large ones take of memory.
    var largeBytes = 0

    mutating func takeLarge() -> Document? {
      guard let document = large.popLast() else { return nil }
      largeBytes -= document.roomInBytes
      return document
    }

    /// Keeps a large document, unless those that are kept take much memory already.
    mutating func keepLarge(_ document: Document) -> Bool {
      let bytes = largeBytes + document.roomInBytes
      guard bytes <= DocumentPool.mostBytes || large.isEmpty else { return false }
      large.append(document)
      largeBytes = bytes
      return true
    }
  }
  private static let mostBytes = 16 << 20
  private let state = Mutex(State())

  deinit { state.withLock { for document in $0.large + $0.small { document.destroy() } } }

  /// Documents that were taken and not given back.
  var taken: Int { state.withLock { $0.taken } }

  /// An empty document for a chunk or a single value, one used before when there is one.
  func take(isSmall: Bool = false) -> Document {
    state.withLock { state in
      state.taken += 1
      return (isSmall ? state.small.popLast() : state.takeLarge()) ?? Document.create()
    }
  }

  /// Takes a document back; a few are kept, and of small ones about as many as die together.
  func give(_ document: Document) {
    document.tag = 0
    document.clear(limit: document.isSmall ? 1 << 16 : 4 << 20)
    document.count(for: nil)
    let isKept = state.withLock { state in
      state.taken -= 1
      guard document.isSmall else { return state.keepLarge(document) }
      guard state.small.count < 256 else { return false }
      state.small.append(document)
      return true
    }
    if !isKept { document.destroy() }
  }
}
