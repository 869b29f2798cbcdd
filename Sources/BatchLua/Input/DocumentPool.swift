internal import LazyJSON
internal import Synchronization

/// Documents for reuse, shared by all threads of a run.
final class DocumentPool: Sendable {
  /// Unused documents, limited in number and in memory.
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

    /// Stores a document; false if the limits do not allow it.
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
    /// Documents of chunks, and those of single values: about as many as Lua's collector frees at
    /// once.
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

  /// The number of documents in use.
  var taken: Int { state.withLock { $0.taken } }

  /// An empty document for a chunk or a single value, reused if possible.
  func take(isSmall: Bool = false) -> Document {
    state.withLock { state in
      state.taken += 1
      return (isSmall ? state.small.take() : state.large.take()) ?? Document.create()
    }
  }

  /// Returns a document to the pool, which stores or frees it.
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
