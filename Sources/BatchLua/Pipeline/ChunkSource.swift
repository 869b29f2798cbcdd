internal import Glibc
internal import LazyJSON

/// Reads and indexes the chunks of an input ahead, on a thread of its own, in order and at most a
/// few at a time.
final class ChunkSource: @unchecked Sendable {
  private let reader: LineReader
  private let pool: DocumentPool
  private let lock: UnsafeMutablePointer<pthread_mutex_t>
  private let changed: UnsafeMutablePointer<pthread_cond_t>
  // Under the lock.
  private var ready: [Document] = []
  private var failure: RunError?
  private var isAtEnd = false
  private var isStopped = false

  private static let ahead = 4

  /// The reader belongs to the new thread from now on.
  init(_ reader: LineReader, pool: DocumentPool) throws(RunError) {
    self.reader = reader
    self.pool = pool
    lock = .allocate(capacity: 1)
    changed = .allocate(capacity: 1)
    pthread_mutex_init(lock, nil)
    pthread_cond_init(changed, nil)
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
    for document in ready { pool.give(document) }
    pthread_cond_destroy(changed)
    pthread_mutex_destroy(lock)
    changed.deallocate()
    lock.deallocate()
  }

  /// The next chunk, indexed; nil at the end. The caller owns it.
  func next() throws(RunError) -> Document? {
    pthread_mutex_lock(lock)
    defer { pthread_mutex_unlock(lock) }
    while ready.isEmpty && !isAtEnd { pthread_cond_wait(changed, lock) }
    if ready.isEmpty {
      if let failure { throw failure }
      return nil
    }
    pthread_cond_signal(changed)
    return ready.removeFirst()
  }

  /// No more is wanted. A thread that waits for input ends when that comes.
  func stop() {
    pthread_mutex_lock(lock)
    isStopped = true
    pthread_cond_signal(changed)
    pthread_mutex_unlock(lock)
  }

  private func produce() {
    let indexer = Indexer()
    var failure: RunError?
    do throws(RunError) {
      while true {
        guard let document = try fill(indexer), hand(document) else { break }
      }
    } catch {
      failure = error
    }
    pthread_mutex_lock(lock)
    self.failure = failure
    isAtEnd = true
    pthread_cond_signal(changed)
    pthread_mutex_unlock(lock)
  }

  /// The next chunk, indexed; nil at the end.
  private func fill(_ indexer: borrowing Indexer) throws(RunError) -> Document? {
    let document = pool.take()
    do {
      if try reader.next(into: document) {
        try document.indexLines(with: indexer)
        return document
      }
    } catch {
      pool.give(document)
      throw error as? RunError ?? RunError(.io, "\(reader.name): \(error)")
    }
    pool.give(document)
    return nil
  }

  /// Waits for room; false when no more is wanted.
  private func hand(_ document: Document) -> Bool {
    pthread_mutex_lock(lock)
    defer { pthread_mutex_unlock(lock) }
    while ready.count >= Self.ahead && !isStopped { pthread_cond_wait(changed, lock) }
    if isStopped {
      pool.give(document)
      return false
    }
    ready.append(document)
    pthread_cond_signal(changed)
    return true
  }
}
