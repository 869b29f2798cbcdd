internal import BatchModel
internal import CLua
internal import LazyJSON
internal import LuaVM

/// Runs the script in one Lua state on the records of chunks, and passes on the results.
final class RecordLoop: RefusalReport.Source, ScriptRunner {
  let state: ScriptState
  let describer: ErrorDescriber
  let committer: Committer
  let queue: CommitQueue
  let cursor: UnsafeMutablePointer<RecordLoopState>
  /// Whether each record is processed as if it were the first: random numbers, and the numbers
  /// that scripts see as addresses, start over, so that they are the same with any number of
  /// states.
  let isStateless: Bool
  /// Whether kept records are written as plain objects, without the checks for requests and
  /// results.
  let isUnchecked: Bool
  /// Whether records are strings.
  let isText: Bool
  /// Whether the time of calls is limited, or the run may be ended from outside.
  let isTimed: Bool
  /// The chunk being processed.
  var chunk: Chunk?
  var isCollectionDue = false

  init(
    _ describer: ErrorDescriber, _ committer: Committer, _ queue: CommitQueue,
    mode: WritingMode, selection: RecordSelection?, isStateless: Bool
  ) {
    let state = describer.state
    self.state = state
    self.describer = describer
    self.committer = committer
    self.queue = queue
    self.isStateless = isStateless
    isUnchecked = state.options.outputForm != .same
    isText = state.options.framing == .text
    isTimed = state.options.limits.timeout != nil || state.options.control != nil
    cursor = .allocate(capacity: 1)
    cursor.initialize(to: RecordLoopState(mode: mode, selection: selection))
  }

  deinit {
    cursor.deinitialize(count: 1)
    cursor.deallocate()
  }

  /// Processes chunks until at least `bytes` have been read, the input ends, or the script stops
  /// it. Returns whether the input ended before that many bytes.
  @discardableResult
  func work(on feed: InputFeed, bytes: Int = .max) throws -> Bool {
    var left = bytes
    do {
      try RefusalReport.describing(self) {
        while left > 0 {
          guard let chunk = try feed.next(state.indexer) else { return }
          left -= chunk.bytes
          do {
            if feed.takesHelp && !cursor.pointee.mode.isApart { try queue.start() }
            try state.options.control?.check()
          } catch {
            state.documents.takeBack(chunk.document)
            throw error
          }
          try process(chunk)
          if state.isStopped { feed.stop() }
          if feed.isEmpty { queue.hurry() }
        }
      }
      return left > 0
    } catch {
      feed.stop()
      throw error
    }
  }

  /// Waits until all chunks are committed, and takes back their documents.
  func finish() throws { takeBack(try queue.drain(for: self)) }

  /// The current record, with its 1-based number; nil between records.
  var current: (position: RecordPosition, index: Int)? {
    currentPosition.map { ($0, cursor.pointee.record) }
  }

  var outcome: MessageText { committer.outcome(hint: "") }

  override func situation() -> (position: MessageText, outcome: MessageText)? {
    (describer.heading(currentPosition), outcome)
  }

  var currentPosition: RecordPosition? {
    guard let chunk, !cursor.pointee.isAtEnd else { return nil }
    let (document, line) = cursor.pointee.line
    return (document, line, chunk.origin)
  }

  // MARK: Chunks

  func process(_ chunk: Chunk) throws {
    var next: Chunk? = chunk
    try state.run(by: self) {
      while let part = next { next = try processPart(part) }
    }
  }

  /// Processes a chunk until its results take much memory. Returns the rest of it, or nil.
  private func processPart(_ chunk: Chunk) throws -> Chunk? {
    let document = chunk.document
    state.documents.origins[document] = chunk.origin
    document.count(for: state.documents.budget)
    self.chunk = chunk
    defer { self.chunk = nil }
    var rest: Chunk?
    do {
      try state.vm.adopt(document.address)
      defer {
        state.vm.release()
        state.leaveChunk()
      }
      if cursor.pointee.mode.waits { state.enterChunk(document) }
      try processLines(of: chunk)
      if !state.isStopped, let line = cursor.pointee.rest {
        rest = try split(chunk, before: line)
      } else if let line = cursor.pointee.end {
        chunk.end(before: line)
      }
    } catch {
      if cursor.pointee.mode.isApart { queue.fail(chunk, error) }
      throw error
    }
    do {
      try leave(chunk)
    } catch {
      if let rest { state.documents.takeBack(rest.document) }
      throw error
    }
    return rest
  }

  private func split(_ chunk: Chunk, before line: Int) throws -> Chunk {
    let document = state.makeDocument()
    do {
      return try chunk.split(before: line, into: document, with: state.indexer)
    } catch {
      state.documents.takeBack(document)
      throw error
    }
  }

  /// Commits the rest of the chunk, or submits it to be committed when it is its turn.
  private func leave(_ chunk: Chunk) throws {
    if !cursor.pointee.mode.waits {
      committer.count(chunk)
      try committer.flush()
      retire(chunk.document)
    } else {
      handOver(to: chunk)
      state.documents.noteAway(chunk.document)
      takeBack(try queue.submit(chunk, to: committer, of: self))
    }
    collect()
  }

  /// Runs the script on all lines: the state calls `turn` for each record.
  private func processLines(of chunk: Chunk) throws {
    cursor.pointee.enter(chunk)
    state.isInRecord = true
    defer { state.isInRecord = false }
    while !cursor.pointee.isAtEnd {
      do throws(ScriptError) {
        try state.vm.records(
          of: chunk.document.address, from: Unmanaged.passUnretained(self).toOpaque()
        ) { loop, verdict, next in
          Unmanaged<RecordLoop>.fromOpaque(loop.unsafelyUnwrapped)._withUnsafeGuaranteedRef {
            loop in
            let isThere = loop.turn(bl_verdict(UInt32(verdict)), &next!.pointee)
            return Int32(isThere ? BL_OK : BL_FAILED)
          }
        }
      } catch {
        try reject(error)
        try finishLine()
      }
      if let failure = cursor.pointee.failure { throw failure }
    }
    chunk.records = cursor.pointee.taken
    chunk.isLast = state.isStopped
  }
}
