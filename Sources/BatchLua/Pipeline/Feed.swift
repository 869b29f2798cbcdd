internal import LazyJSON
internal import Synchronization

/// The chunks of all inputs, one after the other, for all threads that process them.
final class Feed: Sendable {
  private let pool: DocumentPool
  /// In a sealed child: what its parent has opened. Touched with the state only.
  nonisolated(unsafe) private let files: SandboxFiles?
  private let state: Mutex<State>

  private struct State {
    var inputs: [String]
    var source: ChunkSource?
    var file = ""
    var isStopped = false
    /// Of the next chunk: the 1-based numbers of its first physical line and record, and its own.
    var line = 1
    var record = 1
    var number = 0
  }

  init(_ inputs: [String], _ files: SandboxFiles? = nil, pool: DocumentPool) {
    self.pool = pool
    self.files = files
    state = Mutex(State(inputs: inputs))
  }

  /// The next chunk; nil at the end, and after `stop`. `indexer` is the caller's.
  func next(_ indexer: borrowing Indexer) throws -> Chunk? {
    try state.withLock { state in
      while !state.isStopped {
        if let document = try state.source?.next(indexer) {
          let origin = Engine.Origin(
            file: state.file, firstLine: state.line, firstRecord: state.record)
          let chunk = Chunk(document, origin, number: state.number)
          state.line += document.physicalLines
          state.record += document.lines.count
          state.number += 1
          return chunk
        }
        state.source?.stop()
        state.source = nil
        guard !state.inputs.isEmpty else { return nil }
        let input = state.inputs.removeFirst()
        let reader = LineReader(try files?.nextInput() ?? LineReader.open(input))
        state.file = reader.name
        state.line = 1
        state.source = try ChunkSource(reader, pool: pool)
      }
      return nil
    }
  }

  /// Whether `next` would wait for input.
  var isEmpty: Bool { state.withLock { $0.source?.isEmpty ?? false } }

  /// No more is wanted.
  func stop() {
    state.withLock { state in
      state.isStopped = true
      state.source?.stop()
      state.source = nil
    }
  }
}
