internal import BatchModel
internal import LazyJSON
internal import Synchronization

/// The chunks of all inputs, one after the other, for all threads that process them.
final class Feed: Sendable {
  private let pool: DocumentPool
  /// In a sealed child: what its parent has opened. Touched with the state only.
  nonisolated(unsafe) private let files: SandboxFiles?
  private let state: Mutex<State>

  private let monitor: Monitor
  /// What is read now, for those that help, and what they index with.
  private let current = Mutex<ChunkSource?>(nil)
  private let helper = HelpingIndexer()
  /// Called when an input turns out to be more than a chunk.
  private let onMuch: @Sendable () throws -> Void

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

  init(
    _ inputs: [String], _ files: SandboxFiles?, pool: DocumentPool, monitor: Monitor,
    onMuch: @escaping @Sendable () throws -> Void
  ) {
    self.pool = pool
    self.files = files
    self.monitor = monitor
    self.onMuch = onMuch
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
        end(&state)
        guard !state.inputs.isEmpty else { return nil }
        let input = state.inputs.removeFirst()
        let reader = LineReader(try files?.nextInput() ?? LineReader.open(input))
        state.file = reader.name
        state.line = 1
        let source = try ChunkSource(reader, pool: pool, monitor: monitor)
        state.source = source
        current.withLock { $0 = source }
        if !reader.isSmall { try onMuch() }
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
      end(&state)
    }
  }

  private func end(_ state: inout State) {
    state.source?.stop()
    state.source = nil
    current.withLock { $0 = nil }
  }

  /// Reads or indexes ahead; false when there is nothing to do for now. For one thread, which has
  /// nothing else to do.
  func help() -> Bool {
    guard let source = current.withLock({ $0 }) else { return false }
    return source.help(helper.indexer)
  }
}

/// An indexer of its own for who helps.
private final class HelpingIndexer: @unchecked Sendable {
  let indexer = RecordKeys.indexer()
}
