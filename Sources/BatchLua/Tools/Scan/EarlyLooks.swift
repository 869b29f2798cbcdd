internal import BatchModel
internal import LazyJSON
internal import Synchronization

/// What is seen in a chunk by itself. For one thread at a time; used for one chunk after the other.
protocol ChunkLook: AnyObject, Sendable {
  /// Looks at another chunk, and forgets what was seen before.
  func look(at document: Document)
}

extension ChunkCheck: ChunkLook {}

/// Looks at chunks on the threads that index them, for one who asks in the order of the input.
final class EarlyLooks<Look: ChunkLook>: ChunkInspector {
  private struct State {
    /// By the addresses of documents that nobody has asked for yet: a few.
    var done: [UnsafeMutableRawPointer: Look] = [:]
    var idle: [Look] = []
  }
  private let state = Mutex(State())
  private let make: @Sendable () -> Look

  /// There is a look for each chunk that is ahead.
  init(_ make: @escaping @Sendable () -> Look) { self.make = make }

  func inspect(_ document: Document) {
    let look = state.withLock { $0.idle.popLast() } ?? make()
    look.look(at: document)
    state.withLock { $0.done[document.address] = look }
  }

  /// Hands out what was seen in a chunk, which `give` takes back.
  func take(_ document: Document) -> Look? {
    state.withLock { $0.done.removeValue(forKey: document.address) }
  }

  func give(_ look: Look) { state.withLock { $0.idle.append(look) } }
}
