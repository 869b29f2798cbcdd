internal import BatchModel
internal import CLua
internal import LazyJSON
internal import LuaVM

/// A state of Lua at work: runs the script on the records of chunks, and hands on what it makes of
/// them.
final class RecordLoop: Surroundings {
  let engine: ScriptState
  let describer: ErrorDescriber
  private let committer: Committer
  private let queue: CommitQueue
  private let state: UnsafeMutablePointer<RecordLoopState>
  private let isStateless: Bool
  /// Whether what the script keeps is written as an object like others.
  private let isUnchecked: Bool
  /// Whether records are strings.
  private let isText: Bool
  /// Whether calls have a time to keep.
  private let isTimed: Bool
  /// The chunk being processed.
  private var chunk: Chunk?
  private var isCollectionDue = false

  init(
    _ engine: ScriptState, _ describer: ErrorDescriber, _ committer: Committer,
    _ queue: CommitQueue,
    mode: WritingMode, selection: RecordSelection? = nil
  ) {
    self.engine = engine
    self.describer = describer
    self.committer = committer
    self.queue = queue
    isStateless = engine.isStateless
    isUnchecked = engine.options.outputForm != .same
    isText = engine.options.framing == .text
    isTimed = engine.options.limits.timeout != nil || engine.options.control != nil
    state = .allocate(capacity: 1)
    state.initialize(to: RecordLoopState(mode: mode, selection: selection))
    engine.surroundings = self
    describer.position = { [unowned self] in currentPlace }
  }

  deinit {
    state.deinitialize(count: 1)
    state.deallocate()
  }

  /// Processes chunks to the end of the input, or to where the script stops it.
  func work(on feed: InputFeed) throws {
    do {
      try LastWords.come(from: describer) {
        while let chunk = try feed.next(engine.indexer) {
          if feed.takesHelp && !state.pointee.mode.isApart { try queue.start() }
          try engine.options.control?.check()
          try process(chunk)
          if engine.isStopped { feed.stop() }
          if feed.isEmpty { queue.hurry() }
        }
      }
    } catch {
      feed.stop()
      throw error
    }
  }

  /// Takes back what is written, when all is.
  func finish() throws { settle(try queue.drain(for: self)) }

  /// The record at hand, with its 1-based number; nil between records.
  var current: (place: RecordPosition, index: Int)? {
    currentPlace.map { ($0, state.pointee.record) }
  }

  private var currentPlace: RecordPosition? {
    guard let chunk, !state.pointee.isAtEnd else { return nil }
    let (document, line) = state.pointee.line
    return (document, line, chunk.origin)
  }

  // MARK: The way of a line

  func process(_ chunk: Chunk) throws {
    var next: Chunk? = chunk
    while let part = next { next = try processPart(part) }
  }

  /// Processes a chunk up to where its results take much memory; the rest of it is the result.
  private func processPart(_ chunk: Chunk) throws -> Chunk? {
    let document = chunk.document
    engine.origins[document.address] = chunk.origin
    document.count(for: engine.budget)
    self.chunk = chunk
    defer { self.chunk = nil }
    var rest: Chunk?
    do {
      try engine.vm.adopt(document.address)
      defer {
        engine.vm.release()
        engine.leaveChunk()
      }
      if state.pointee.mode.waits { engine.enterChunk(document) }
      try processLines(of: chunk)
      if !engine.isStopped, let line = state.pointee.rest { rest = try split(chunk, before: line) }
    } catch {
      if state.pointee.mode.isApart { queue.fail(chunk, error) }
      throw error
    }
    do {
      try leave(chunk)
    } catch {
      if let rest { engine.takeBack(rest.document) }
      throw error
    }
    return rest
  }

  private func split(_ chunk: Chunk, before line: Int) throws -> Chunk {
    let document = engine.makeDocument()
    do {
      return try chunk.split(before: line, into: document, with: engine.indexer)
    } catch {
      engine.takeBack(document)
      throw error
    }
  }

  /// Commits the chunk, or hands it over to be committed in its turn.
  private func leave(_ chunk: Chunk) throws {
    if !state.pointee.mode.waits {
      committer.count(chunk)
      try committer.flush()
      retire(chunk.document)
    } else {
      handOver(to: chunk)
      engine.noteAway(chunk.document)
      settle(try queue.submit(chunk, to: committer, of: self))
    }
    collect()
  }

  /// Has the state run the script on all lines; it asks `turn` for one after the other.
  private func processLines(of chunk: Chunk) throws {
    state.pointee.enter(chunk)
    engine.isInRecord = true
    defer { engine.isInRecord = false }
    while !state.pointee.isAtEnd {
      do throws(ScriptError) {
        try engine.vm.records(
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
      if let failure = state.pointee.failure { throw failure }
    }
    chunk.records = state.pointee.taken
    chunk.isLast = engine.isStopped
  }

  /// Takes what became of the last record and gives the next one that the script is to see; false
  /// when there is none. Called by the state while it runs: what is thrown waits for its end.
  func turn(_ verdict: bl_verdict, _ next: inout bl_next_record) -> Bool {
    do {
      if verdict != BL_NONE {
        do { try end(verdict) } catch {
          try? endCall()
          try reject(error)
        }
        try finishLine()
      }
      while !state.pointee.isAtEnd {
        let (document, line) = state.pointee.line
        if begin(document, line, &next) { return true }
        try reject(problem(of: line, in: document))
        try finishLine()
      }
    } catch {
      state.pointee.failure = error
    }
    return false
  }

  /// Makes the record in the current line the next one; false when there is none.
  @inline(__always)
  private func begin(_ document: Document, _ line: Line, _ next: inout bl_next_record) -> Bool {
    if !state.pointee.mode.waits { noteLine(line) }
    guard line.isValid, let (type, child) = engine.record(in: line, of: document) else {
      return line.isValid && isText && begin(text: document.value(line.root), line, &next)
    }
    state.pointee.type = isUnchecked ? .object : type
    engine.enterRecord(document, line.root)
    if isStateless { engine.vm.seedRandom(state.pointee.record) }
    next.set(type, line.root, document.value(child), answer: engine.answerType)
    if next.has_child { document.prefetch(UInt32(truncatingIfNeeded: next.child)) }
    return true
  }

  /// The same for a record that is a string.
  private func begin(text value: Value, _ line: Line, _ next: inout bl_next_record) -> Bool {
    guard case .string(let text) = value else { return false }
    state.pointee.type = .object
    engine.enterRecord(state.pointee.line.document, line.root)
    if isStateless { engine.vm.seedRandom(state.pointee.record) }
    next.set(text: text)
    return true
  }

  /// What is written from now on comes from a line of the chunk.
  private func noteLine(_ line: Line) {
    guard let chunk else { return }
    committer.sink.inputs.line = committer.sink.inputs.enter(chunk) &+ line.number
  }

  /// Why there is no record in a line.
  private func problem(of line: Line, in document: Document) -> any Error {
    if let fault = document.fault(of: line) { return FramingFault(reason: fault) }
    if let problem = line.problem { return problem }
    return NotARecord(
      found: document.value(line.root).description, isObject: document.isObject(line.root),
      fitting: engine.options.profile.othersFitting(line.root, in: document),
      isRequest: engine.isRequest(line, in: document))
  }

  /// Notes what became of the record. Its time limit covers serializing its Lua values, not waiting
  /// for the output.
  @inline(__always)
  private func end(_ verdict: bl_verdict) throws {
    if engine.hasActed || !state.pointee.mode.waits { return try endActive(verdict) }
    let isKept = verdict == BL_KEPT
    if isKept { try freeze() }
    try endCall()
    state.pointee.add(isKept ? .kept : .dropped)
  }

  /// The same for a record whose lines may not wait, or that yields other lines than its own.
  private func endActive(_ verdict: bl_verdict) throws {
    if let rejection = engine.rejection { throw rejection }
    if state.pointee.mode.canGoDirect && engine.mustWriteNow { try goDirect() }
    let isKept = verdict == BL_KEPT && !engine.emitted
    if !state.pointee.mode.waits { return try endDirect(isKept) }
    if isKept && !engine.mustWriteNow {
      try freeze()
      try endCall()
      return state.pointee.add(.kept)
    }
    if isKept { try write() }
    try endCall()
    if engine.waiting.isEmpty { return state.pointee.add(.dropped) }
    state.pointee.add(engine.waiting.commit())
  }

  private func endDirect(_ isKept: Bool) throws {
    if isKept { try write() }
    try endCall()
    if let differences = committer.differences, let place = currentPlace {
      differences.tell(place.line, of: place.document, place.origin, as: committer.sink)
    }
    committer.keepRecord()
    try engine.files.commit()
    try committer.flushMuch()
  }

  private func write() throws {
    let (document, line) = state.pointee.line
    try engine.write(document, line, state.pointee.type, to: engine.output)
  }

  /// Ends the time of the record.
  @inline(__always)
  private func endCall() throws(ScriptError) {
    if isTimed { try engine.vm.endCall() }
  }

  @inline(__always)
  private func freeze() throws(EncodeError) {
    let (document, line) = state.pointee.line
    try engine.freeze(document, line.root)
  }

  /// Goes on to the next line, if the script has not stopped.
  @inline(__always)
  private func finishLine() throws {
    let document = state.pointee.line.document
    state.pointee.finishLine()
    if engine.isStopped || isMuch(document) { state.pointee.stop() }
  }

  /// Whether so much has become of the lines that the chunk is to end here.
  @inline(__always)
  private func isMuch(_ document: Document) -> Bool {
    document.isMuch(document.editedBytes + engine.waiting.size)
  }

  private func reject(_ error: any Error) throws {
    try engine.options.control?.check()
    if let failure = engine.files.failure { throw failure }
    if state.pointee.mode.waits { engine.waiting.rollback() }
    if state.pointee.mode.canGoDirect && engine.mustWriteNow { try goDirect() }
    let diagnostic = describer.describe(error)
    if !state.pointee.mode.waits {
      committer.rollback()
      engine.files.rollback()
      let (document, line) = state.pointee.line
      return try committer.reject(line, of: document, diagnostic)
    }
    if let chunk {
      state.pointee.addFailure(chunk.failures.count)
      chunk.failures.append(diagnostic)
    }
    guard committer.isFatal(diagnostic) else { return }
    if state.pointee.mode.canGoDirect { try goDirect() } else { engine.isStopped = true }
  }

  // MARK: Writing behind

  /// Writes all that waits. From now on each record is written before the next one is read.
  func goDirect() throws(RunError) {
    if state.pointee.mode.isApart {
      throw RunError(
        .record,
        "with \(engine.options.names(.jobs)) a script may change the record that it was given, and no other"
      )
    }
    guard state.pointee.mode.canGoDirect else { return }
    state.pointee.mode = .direct
    engine.leaveChunk()
    try engine.vm.paused { () throws(RunError) in
      try engine.files.guarded { () throws(RunError) in
        try RunError.only { () throws in
          settle(try queue.drain(for: self))
          if let chunk { try commit(chunk) }
          if engine.isInRecord, !state.pointee.isAtEnd { noteLine(state.pointee.line.line) }
        }
      }
    }
  }

  /// Gives the chunk what has become of its records since the last time.
  private func handOver(to chunk: Chunk) {
    swap(&state.pointee.fates, &chunk.fates)
    engine.waiting.hand(to: chunk)
  }

  private func commit(_ chunk: Chunk) throws {
    handOver(to: chunk)
    try committer.commit(chunk)
    chunk.clear()
  }

  private func settle(_ chunks: [Chunk]) {
    for chunk in chunks where engine.takeBack(written: chunk.document) { retire(chunk.document) }
  }

  /// A collection that is due waits until the state runs nothing.
  private func retire(_ document: Document) {
    guard engine.retire(document) else { return engine.reclaim() }
    isCollectionDue = true
    if !engine.isInRecord { collect() }
  }

  private func collect() {
    guard isCollectionDue else { return }
    isCollectionDue = false
    engine.vm.collectGarbage()
    engine.settle()
  }
}
