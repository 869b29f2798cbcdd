internal import BatchModel
internal import CLua
internal import LazyJSON
internal import LuaVM

/// A state of Lua at work: runs the script on the records of chunks, and hands on what it makes of
/// them.
final class Worker {
  let engine: Engine
  let describer: Describer
  private let committer: Committer
  private let queue: CommitQueue
  private var mode: Mode
  /// The chunk being processed.
  private var chunk: Chunk?

  enum Mode {
    /// Records are written behind the script. That ends for good when the script writes by itself
    /// or reaches back to a record before the current one: then the order of what happens matters.
    case behind
    /// Each record is written before the script gets the next one.
    case direct
    /// Other states work beside this one: also what the script writes waits for its turn.
    case apart
  }

  init(
    _ engine: Engine, _ describer: Describer, _ committer: Committer, _ queue: CommitQueue,
    mode: Mode
  ) {
    self.engine = engine
    self.describer = describer
    self.committer = committer
    self.queue = queue
    self.mode = mode
    engine.isApart = mode == .apart
    engine.onDirect = { [unowned self] () throws(RunError) in try goDirect() }
  }

  /// Processes chunks to the end of the input, or to where the script stops it.
  func work(on feed: Feed) throws {
    do {
      while let chunk = try feed.next(engine.indexer) {
        try process(chunk)
        if engine.isStopped { feed.stop() }
        if feed.isEmpty { queue.hurry() }
      }
    } catch {
      feed.stop()
      throw error
    }
  }

  /// Takes back what is written, when all is.
  func finish() throws { settle(try queue.drain(for: self)) }

  // MARK: The way of a line

  private func process(_ chunk: Chunk) throws {
    let document = chunk.document
    engine.origins[document.address] = chunk.origin
    document.count(for: engine.budget)
    self.chunk = chunk
    defer { self.chunk = nil }
    do {
      try engine.vm.adopt(document.address, expecting: document.lines.count)
      defer {
        engine.vm.release()
        engine.leaveChunk()
      }
      if mode != .direct { engine.enterChunk(document) }
      try processLines(of: chunk)
    } catch {
      if mode == .apart { queue.fail(chunk, error) }
      throw error
    }
    if mode == .direct {
      committer.count(chunk)
      try committer.flush()
      retire(document)
    } else {
      engine.noteAway(document)
      settle(try queue.submit(chunk, of: self))
    }
  }

  private func processLines(of chunk: Chunk) throws {
    for index in 0..<chunk.document.lines.count {
      chunk.records += 1
      try process(index, of: chunk)
      if waitingBytes(of: chunk) > Self.muchToWait { try catchUp(chunk) }
      chunk.isLast = engine.isStopped
      if chunk.isLast { break }
    }
    if mode == .apart { engine.output.hand(to: chunk) }
  }

  private func process(_ index: Int, of chunk: Chunk) throws {
    let document = chunk.document
    let line = document.lines[index]
    describer.current = (document, line, chunk.origin)
    engine.rejection = nil
    do {
      if let problem = line.problem { throw problem }
      guard let type = engine.recordType(of: line.root, in: document) else {
        let value = document.value(line.root)
        throw NotARecord(
          found: value.description, isObject: document.node(line.root).kind == .object)
      }
      engine.emitted = false
      engine.enterRecord(document, line.root)
      if engine.isStateless { engine.vm.seedRandom(chunk.origin.firstRecord + index) }
      defer { engine.isInRecord = false }
      let verdict = try engine.vm.record(
        document.address, type: type.rawValue, id: line.root)
      if let rejection = engine.rejection { throw rejection }
      if mode == .behind && engine.mustWriteNow { try goDirect() }
      let isKept = verdict == BL_KEPT && !engine.emitted
      if mode == .behind || mode == .apart && engine.output.isEmpty && !engine.mustWriteNow {
        if isKept { try engine.freeze(document, line.root) }
        return chunk.add(isKept ? .kept : .dropped, type, index)
      }
      if isKept { try engine.write(document, line, type) }
      if mode == .apart { return chunk.add(engine.output.commitCollected(), index) }
      committer.keepRecord()
      try engine.files.commit()
      try committer.flushMuch()
    } catch {
      try reject(index, of: chunk, because: error)
    }
  }

  private func reject(_ index: Int, of chunk: Chunk, because error: any Error) throws {
    if let failure = engine.files.failure { throw failure }
    if mode == .behind && engine.mustWriteNow { try goDirect() }
    let diagnostic = describer.describe(error)
    if mode == .direct {
      committer.rollback()
      engine.files.rollback()
      return try committer.reject(chunk.document.lines[index], of: chunk.document, diagnostic)
    }
    if mode == .apart { engine.output.rollback() }
    chunk.add(diagnostic, index)
    guard committer.isFatal(diagnostic) else { return }
    if mode == .behind { try goDirect() } else { engine.isStopped = true }
  }

  // MARK: Writing behind

  /// Writes all that waits. From now on each record is written before the next one is read.
  private func goDirect() throws(RunError) {
    if mode == .apart {
      throw RunError(
        .record, "with --jobs a script may change the record that it was given, and no other")
    }
    guard mode == .behind else { return }
    mode = .direct
    engine.leaveChunk()
    try engine.files.guarded { () throws(RunError) in
      try RunError.only { () throws in
        settle(try queue.drain(for: self))
        guard let chunk else { return }
        try committer.commit(chunk)
        chunk.clear()
      }
    }
  }

  /// Writes what waits in the chunk when that has become much: lines may grow a thousandfold.
  private func catchUp(_ chunk: Chunk) throws {
    if mode == .direct { return }
    guard try queue.waitForTurn(of: chunk) else { return engine.isStopped = true }
    if mode == .apart { engine.output.hand(to: chunk) }
    try committer.commit(chunk)
    chunk.clear()
  }

  /// Bytes that were not read.
  private func waitingBytes(of chunk: Chunk) -> Int {
    chunk.document.editedBytes + (mode == .apart ? engine.output.size : 0)
  }

  private static let muchToWait = 8 << 20

  private func settle(_ chunks: [Chunk]) {
    for chunk in chunks where engine.takeBack(written: chunk.document) { retire(chunk.document) }
  }

  private func retire(_ document: Document) {
    guard engine.retire(document) else { return engine.reclaim() }
    engine.vm.collectGarbage()
    engine.settle()
  }
}
