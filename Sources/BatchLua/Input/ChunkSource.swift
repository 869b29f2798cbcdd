internal import BatchModel
internal import LazyJSON

/// The chunks of an input in order; a few are read and indexed ahead. A file is read at several
/// offsets at a time, by threads that wait for a chunk and by idle threads, which call `help`. An
/// input that may block, such as a pipe, is read on a thread of its own. All threads share the lock
/// of `monitor`.
final class ChunkSource: @unchecked Sendable {
  /// The path of the input, as it was given.
  let path: Path
  /// Whether other threads can usefully read ahead with `help`: a large file with random access.
  let takesHelp: Bool
  private let file: InputFile
  private let pool: DocumentPool
  private let monitor: ConditionLock
  private let cores: CPUAffinity
  private let format: InputFormat
  private let inspector: (any ChunkInspector)?
  /// nil if a thread of its own reads the input.
  private let ranges: RangeReader?
  // Under the lock.
  private var chunks: [Item] = []
  private var failure: RunError?
  private var isAtEnd = false
  /// The number of threads that are about to add a chunk and do not wait for input.
  private var claims = 0
  /// The number of threads that wait for a chunk.
  private var waiters = 0
  private var isStopped = false

  /// A chunk that is read but not returned yet.
  private final class Item {
    let document: Document
    var state: State
    var failure: RunError?

    enum State { case read, taken, indexed }

    init(_ document: Document, _ state: State) {
      self.document = document
      self.state = state
    }
  }

  private static let ahead = 4
  /// Chunks that the reading thread leaves unindexed, for idle threads.
  private static let spare = 2

  init(
    _ file: InputFile, as format: InputFormat, pool: DocumentPool, monitor: ConditionLock,
    cores: CPUAffinity, inspector: (any ChunkInspector)? = nil
  ) throws(RunError) {
    self.format = format
    self.inspector = inspector
    path = file.path
    self.file = file
    self.pool = pool
    self.monitor = monitor
    self.cores = cores
    ranges =
      file.isSeekable && format.framing == .jsonl
      ? RangeReader(file, maxLine: format.maxLine) : nil
    takesHelp = file.isLarge && ranges != nil
    if ranges != nil { return }
    nonisolated(unsafe) let reader = format.reader(of: file)
    let signal = StopSignal.current
    let problem = LargeStackThread.detached(size: Self.stackSize) { [self] in
      StopSignal.has(signal) { produce(from: reader) }
    }
    guard let problem else { return }
    file.stop()
    throw problem
  }

  private static let stackSize = 8 << 20

  deinit {
    for chunk in chunks { pool.give(chunk.document) }
  }

  // MARK: For those that take chunks, and hold the lock

  /// The next chunk, indexed; nil at the end and after `stop`. If this throws, it has called
  /// `stop`. The caller owns the chunk. Uses the caller's `indexer`, and releases the lock
  /// meanwhile.
  func next(_ indexer: borrowing Indexer) throws(RunError) -> Document? {
    while !isStopped {
      if let first = chunks.first {
        if first.state == .indexed {
          if let document = try takeFirst() { return document }
          continue
        }
        if index(with: indexer) { continue }
      } else if isAtEnd {
        if let failure { throw failure }
        try ranges?.end()
        return nil
      }
      if readRange(indexer) { continue }
      waiters += 1
      monitor.wait()
      waiters -= 1
    }
    return nil
  }

  /// Whether `next` would wait for input.
  var isEmpty: Bool { ranges == nil && chunks.isEmpty && !isAtEnd }

  /// Stops reading. A thread that waits for input ends when input arrives, without indexing it: the
  /// process may be exiting, and have freed what reading and indexing need. Releases the lock until
  /// nothing is being indexed, or read from an input that does not block.
  func stop() {
    isStopped = true
    if ranges == nil { file.stop() }
    monitor.wakeAll()
    while claims > 0 || chunks.contains(where: { $0.state == .taken }) { monitor.wait() }
  }

  /// Removes the first chunk; nil if it is the empty one at the end.
  private func takeFirst() throws(RunError) -> Document? {
    let chunk = chunks.removeFirst()
    // Waking a thread costs as much as a few records, so it is not done for each chunk.
    if chunks.count <= Self.ahead / 2 { monitor.wakeIdlers() }
    if chunk.failure == nil && !chunk.document.text.isEmpty { return chunk.document }
    pool.give(chunk.document)
    if let failure = chunk.failure { throw failure }
    return nil
  }

  /// Indexes the first chunk that no other thread indexes, with the lock released meanwhile. False
  /// if there is none.
  private func index(with indexer: borrowing Indexer) -> Bool {
    guard let chunk = chunks.first(where: { $0.state == .read }) else { return false }
    chunk.state = .taken
    monitor.unlock()
    let failure = index(chunk.document, indexer)
    monitor.lock()
    finish(chunk, failure)
    return true
  }

  /// The result is what is wrong with the chunk as a whole.
  private func index(_ document: Document, _ indexer: borrowing Indexer) -> RunError? {
    if let failure = document.index(with: indexer, maxLine: format.maxLine) { return failure }
    inspector?.inspect(document)
    return nil
  }

  private func finish(_ chunk: Item, _ failure: RunError?) {
    chunk.failure = failure
    chunk.state = .indexed
    if isStopped || waiters > 0 && chunk === chunks.first { monitor.wakeAll() }
  }

  // MARK: A file

  /// Reads and indexes a chunk; false if there is none to read for now.
  func help(_ indexer: borrowing Indexer) -> Bool { !isStopped && readRange(indexer) }

  /// Reads a range of the file and indexes it, with the lock released meanwhile.
  private func readRange(_ indexer: borrowing Indexer) -> Bool {
    guard let ranges, !isAtEnd, chunks.count + claims < Self.ahead else { return false }
    claims += 1
    monitor.unlock()
    let chunk = Item(pool.take(), .taken)
    var failure: RunError?
    do throws(RunError) {
      if let body = try ranges.claim(into: chunk.document, noting: { add(chunk, isLast: $0) }) {
        try ranges.read(body, into: chunk.document)
        failure = index(chunk.document, indexer)
      }
    } catch {
      failure = error
    }
    monitor.lock()
    if failure != nil { isAtEnd = true }
    finish(chunk, failure)
    return true
  }

  /// Adds a chunk, behind those that were claimed before it.
  private func add(_ chunk: Item, isLast: Bool) {
    monitor.lock()
    claims -= 1
    chunks.append(chunk)
    isAtEnd = isAtEnd || isLast
    monitor.unlock()
  }

  // MARK: An input with a thread

  private func produce(from reader: any ChunkReader) {
    cores.takeAll()
    monitor.lock()
    defer { monitor.unlock() }
    if isStopped { return }
    let indexer = RecordKeys.indexer(format.shape)
    while !isStopped && !isAtEnd {
      if !work(reader, indexer) { monitor.idle() }
    }
    while !isStopped && index(with: indexer) {}
  }

  /// Reads or indexes a chunk; false if there is nothing to do for now.
  private func work(_ reader: any ChunkReader, _ indexer: borrowing Indexer) -> Bool {
    let unread = chunks.count { $0.state == .read }
    if chunks.count < Self.ahead && unread < Self.spare {
      readChunk(reader)
      return true
    }
    return index(with: indexer)
  }

  /// Reads a chunk, with the lock released meanwhile.
  private func readChunk(_ reader: any ChunkReader) {
    let claim = file.mayBlock ? 0 : 1
    claims += claim
    monitor.unlock()
    let document = pool.take()
    var failure: RunError?
    var isThere = false
    do throws(RunError) {
      isThere = try reader.next(into: document)
    } catch {
      failure = error
    }
    if !isThere { pool.give(document) }
    monitor.lock()
    if isThere { chunks.append(Item(document, .read)) } else { isAtEnd = true }
    self.failure = failure
    claims -= claim
    if waiters > 0 || isStopped { monitor.wakeAll() }
  }
}
