internal import LazyJSON

/// Commits chunks in the order of their numbers while scripts go on. With a single state this
/// happens on a thread of its own; with several, on the thread of the worker that submits the
/// chunk whose turn it is, together with all that are ready after it. The document of a chunk is
/// lent until the chunk is committed. A single chunk of a single state is committed by `drain`.
final class CommitQueue: @unchecked Sendable {
  /// The most chunks that may wait to be committed.
  private let ahead: Int
  private let monitor: ConditionLock
  /// The feed for which the helper reads ahead if there is nothing to commit; with several
  /// workers, it does nothing else.
  private let feed: InputFeed
  /// Its stack is large enough to encode the deepest values.
  private let helper: HelperThread
  private let mode: WritingMode
  // Under the lock.
  private var waiting: [Item] = []
  private var next = 0
  private var done: [Chunk] = []
  private var isWorking = false
  /// Whether the script has stopped the input at a chunk that is committed.
  private var isAtEnd = false
  private var failure: (any Error)?

  /// A chunk that waits: with its committer, or with the error that ends the run.
  private enum Item {
    case made(Chunk, Committer)
    case failed(Chunk, any Error)

    var chunk: Chunk {
      switch self {
      case .made(let chunk, _), .failed(let chunk, _): chunk
      }
    }
  }

  init(
    _ options: RunOptions, _ feed: InputFeed, _ monitor: ConditionLock, _ cores: CPUAffinity
  ) {
    self.monitor = monitor
    self.feed = feed
    ahead = max(4, 2 * options.mostStates)
    mode = options.writingMode
    helper = HelperThread(
      monitor, cores, stackSize: options.stackSize, endsWhenIdle: mode.isApart)
  }

  /// Submits a chunk, and returns those of the worker that have been committed. Waits while too
  /// many are pending. Throws the error of an earlier chunk. The committer belongs to the queue
  /// until a `drain` returns.
  func submit(_ chunk: Chunk, to committer: Committer, of worker: RecordLoop) throws -> [Chunk] {
    chunk.document.lend { [unowned self] in hurry() }
    chunk.worker = ObjectIdentifier(worker)
    monitor.lock()
    defer { monitor.unlock() }
    if !mode.isApart && (!waiting.isEmpty || chunk.hasRest) { try startHelper() }
    waiting.append(.made(chunk, committer))
    if mode.isApart {
      commitReady()
    } else if waiting.count >= ahead / 2 || chunk.hasRest {
      // Waking a thread costs as much as a few records: not for each chunk.
      monitor.wakeAll()
    }
    while failure == nil && isFarAhead(chunk) { monitor.wait() }
    return try takeDone(worker)
  }

  /// Whether the worker of the chunk must wait. The parts of a chunk that was split are large, so
  /// each waits for the one before it.
  private func isFarAhead(_ chunk: Chunk) -> Bool {
    if chunk.number - next >= ahead { return true }
    return chunk.hasRest && waiting.count { $0.chunk.number == chunk.number } > 1
  }

  /// Has submitted chunks committed now, because the worker is about to wait.
  func hurry() {
    monitor.lock()
    defer { monitor.unlock() }
    if waiting.isEmpty || mode.isApart { return }
    do {
      try startHelper()
      monitor.wakeAll()
    } catch {
      commitReady()
    }
  }

  /// Submits a chunk that failed: the run ends with the error when it is the chunk's turn.
  func fail(_ chunk: Chunk, _ error: any Error) {
    monitor.lock()
    defer { monitor.unlock() }
    waiting.append(.failed(chunk, error))
    commitReady()
  }

  /// Waits until all submitted chunks are committed, and returns those of the worker.
  func drain(for worker: RecordLoop) throws -> [Chunk] {
    monitor.lock()
    defer { monitor.unlock() }
    if !helper.isStarted { commitReady() } else { monitor.wakeAll() }
    while isWorking || nextIndex != nil { monitor.wait() }
    return try takeDone(worker)
  }

  /// Ends the helper and drops pending chunks.
  func stop() {
    helper.stop()
    for case .made(let chunk, _) in waiting { chunk.document.giveBack() }
    waiting = []
  }

  private func takeDone(_ worker: RecordLoop) throws -> [Chunk] {
    if let failure { throw failure }
    let chunks = done.filter { $0.worker == ObjectIdentifier(worker) }
    done.removeAll { $0.worker == ObjectIdentifier(worker) }
    return chunks
  }

  /// The index of the next chunk to commit; nil if it has not been submitted yet.
  private var nextIndex: Int? { waiting.firstIndex { $0.chunk.number == next } }

  /// Starts the helper, unless it has been started.
  func start() throws(RunError) {
    monitor.lock()
    defer { monitor.unlock() }
    try startHelper()
  }

  private func startHelper() throws(RunError) {
    try helper.start { [unowned self] in !mode.isApart && commitNext() || feed.help() }
  }

  /// Commits all chunks that are ready, unless another thread is doing so, which then commits
  /// these too.
  private func commitReady() {
    while !isWorking && commitNext() {}
  }

  /// Commits the chunk whose turn it is, with the lock released meanwhile; false if it has not
  /// been submitted yet.
  private func commitNext() -> Bool {
    guard let index = nextIndex else { return false }
    let item = waiting.remove(at: index)
    let chunk = item.chunk
    isWorking = true
    let goesOn = failure == nil && !isAtEnd
    monitor.unlock()
    let error = goesOn ? commit(item) : nil
    if case .made = item { chunk.document.giveBack() }
    monitor.lock()
    failure = failure ?? error
    isAtEnd = isAtEnd || chunk.isLast
    isWorking = false
    if !chunk.hasRest { next += 1 }
    if chunk.worker != nil { done.append(chunk) }
    monitor.wakeAll()
    return true
  }

  private func commit(_ item: Item) -> (any Error)? {
    switch item {
    case .failed(_, let error): return error
    case .made(let chunk, let committer):
      do {
        try committer.commit(chunk)
      } catch {
        return error
      }
      committer.count(chunk)
      return nil
    }
  }
}
