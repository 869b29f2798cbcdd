internal import LazyJSON
internal import Synchronization

/// Documents for reuse, shared by all threads of a run.
final class DocumentPool: Sendable {
  /// Documents that wait for their next use, within a number and what they take of memory.
  private struct Shelf {
    let most: (documents: Int, bytes: Int)
    private(set) var documents: [Document] = []
    private var bytes = 0

    init(most: (documents: Int, bytes: Int)) { self.most = most }

    mutating func take() -> Document? {
      guard let document = documents.popLast() else { return nil }
      bytes -= document.roomInBytes
      return document
    }

    /// False when it is not kept.
    mutating func keep(_ document: Document) -> Bool {
      let sum = bytes + document.roomInBytes
      guard documents.count < most.documents, sum <= most.bytes || documents.isEmpty else {
        return false
      }
      documents.append(document)
      bytes = sum
      return true
    }
  }

  private struct State {
    /// Those that held chunks, and those that held single values, about as many as die together.
    var large = Shelf(most: (documents: .max, bytes: 16 << 20))
    var small = Shelf(most: (documents: 256, bytes: 2 << 20))
    var taken = 0
  }
  private let state = Mutex(State())

  deinit {
    state.withLock { state in
      for document in state.large.documents + state.small.documents { document.destroy() }
    }
  }

  /// Documents that were taken and not given back.
  var taken: Int { state.withLock { $0.taken } }

  /// An empty document for a chunk or a single value, one used before when there is one.
  func take(isSmall: Bool = false) -> Document {
    state.withLock { state in
      state.taken += 1
      return (isSmall ? state.small.take() : state.large.take()) ?? Document.create()
    }
  }

  /// Takes a document back; a few are kept.
  func give(_ document: Document) {
    document.tag = 0
    document.clear(limit: document.isSmall ? 1 << 16 : 4 << 20)
    document.count(for: nil)
    let isKept = state.withLock { state in
      state.taken -= 1
      return document.isSmall ? state.small.keep(document) : state.large.keep(document)
    }
    if !isKept { document.destroy() }
  }
}
