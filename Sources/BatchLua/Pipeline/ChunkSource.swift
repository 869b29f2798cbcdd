internal import BatchModel
internal import Glibc
internal import LazyJSON

/// The chunks of an input in order, read and indexed ahead, at most a few at a time. That is done by
/// who waits for one, and by who calls `help` because there is nothing else to do. An input that may
/// keep its reader waiting, such as a pipe, is read on a thread of its own. All of them share the
/// lock of `monitor`.
final class ChunkSource: @unchecked Sendable {
  private let reader: LineReader
  private let pool: DocumentPool
  private let monitor: Monitor
  /// Whether there is a thread, which the reader belongs to.
  private let isAhead: Bool
  // Under the lock.
  private var chunks: [Item] = []
  private var failure: RunError?
  private var isAtEnd = false
  /// How many wait for a chunk, and whether one is being read.
  private var waiters = 0
  private var isReading = false
  private var isStopped = false

  /// A chunk on its way.
  private final class Item {
    let document: Document
    var state = State.read
    var failure: RunError?

    enum State { case read, taken, indexed }

    init(_ document: Document) { self.document = document }
  }

  private static let ahead = 4
  /// Chunks that are left for others to index, if they have nothing else to do.
  private static let spare = 2

  /// The reader belongs to the source from now on.
  init(_ reader: LineReader, pool: DocumentPool, monitor: Monitor) throws(RunError) {
    self.reader = reader
    self.pool = pool
    self.monitor = monitor
    isAhead = reader.mayWait
    if !isAhead { return }
    let box = Unmanaged.passRetained(self)
    var thread = pthread_t()
    let status = pthread_create(
      &thread, nil,
      { raw in
        Unmanaged<ChunkSource>.fromOpaque(raw!).takeRetainedValue().produce()
        return nil
      }, box.toOpaque())
    guard status == 0 else {
      box.release()
      throw RunError(.io, "cannot start a thread: error \(status)")
    }
    pthread_detach(thread)
  }

  deinit {
    for chunk in chunks { pool.give(chunk.document) }
  }

  // MARK: For those that take chunks, and hold the lock

  /// The next chunk, indexed; nil at the end. The caller owns it. `indexer` is the caller's. The
  /// lock is given back meanwhile.
  func next(_ indexer: borrowing Indexer) throws(RunError) -> Document? {
    while true {
      if let first = chunks.first {
        if first.state == .indexed { return try takeFirst() }
        if index(with: indexer) { continue }
      } else if isAtEnd {
        if let failure { throw failure }
        return nil
      }
      if !isAhead && !isReading && !isAtEnd {
        readChunk()
        continue
      }
      waiters += 1
      monitor.wait()
      waiters -= 1
    }
  }

  /// Whether `next` would wait for input.
  var isEmpty: Bool { isAhead && chunks.isEmpty && !isAtEnd }

  /// No more is wanted. A thread that waits for input ends when that comes.
  func stop() {
    isStopped = true
    monitor.wakeAll()
  }

  private func takeFirst() throws(RunError) -> Document {
    let chunk = chunks.removeFirst()
    // Waking a thread costs as much as a few records: not for each chunk.
    if chunks.count <= Self.ahead / 2 { monitor.wakeIdlers() }
    guard let failure = chunk.failure else { return chunk.document }
    pool.give(chunk.document)
    throw failure
  }

  /// Indexes the first chunk that nobody has taken for that, the lock given back meanwhile; false
  /// when there is none.
  private func index(with indexer: borrowing Indexer) -> Bool {
    guard let chunk = chunks.first(where: { $0.state == .read }) else { return false }
    chunk.state = .taken
    monitor.unlock()
    var failure: RunError?
    do throws(SyntaxError) {
      try chunk.document.indexLines(with: indexer)
    } catch {
      failure = RunError(.io, "\(reader.name): \(error)")
    }
    monitor.lock()
    chunk.failure = failure
    chunk.state = .indexed
    if waiters > 0 && chunk === chunks.first { monitor.wakeAll() }
    return true
  }

  // MARK: Ahead

  /// Reads or indexes a chunk; false when there is none to read or index for now.
  func help(_ indexer: borrowing Indexer) -> Bool { !isAhead && work(indexer) }

  private func produce() {
    let indexer = RecordKeys.indexer()
    monitor.lock()
    while !isStopped && !isAtEnd {
      if !work(indexer) { monitor.idle() }
    }
    while work(indexer) {}
    monitor.unlock()
  }

  private func work(_ indexer: borrowing Indexer) -> Bool {
    if isStopped { return false }
    let unread = chunks.count { $0.state == .read }
    if !isAtEnd && !isReading && chunks.count < Self.ahead && unread < Self.spare {
      readChunk()
      return true
    }
    return index(with: indexer)
  }

  /// Reads a chunk, the lock given back meanwhile.
  private func readChunk() {
    isReading = true
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
    isReading = false
    if isThere { chunks.append(Item(document)) } else { isAtEnd = true }
    self.failure = failure
    if waiters > 0 { monitor.wakeAll() }
  }
}
