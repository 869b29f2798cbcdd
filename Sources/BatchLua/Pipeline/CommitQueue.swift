internal import Glibc
internal import LazyJSON

/// Commits chunks on a thread of its own, in order, while the script goes on. Their documents are
/// lent to that thread until they are done.
final class CommitQueue: @unchecked Sendable {
  private let committer: Committer
  private let lock: UnsafeMutablePointer<pthread_mutex_t>
  private let changed: UnsafeMutablePointer<pthread_cond_t>
  private var thread: pthread_t?
  // Under the lock.
  private var waiting: [Chunk] = []
  private var done: [Chunk] = []
  private var isWorking = false
  private var isStopped = false
  private var failure: (any Error)?

  private static let ahead = 4

  /// The committer is the queue's from the first `submit` until a `drain` returns.
  init(_ committer: Committer) {
    self.committer = committer
    lock = .allocate(capacity: 1)
    changed = .allocate(capacity: 1)
    pthread_mutex_init(lock, nil)
    pthread_cond_init(changed, nil)
  }

  deinit {
    pthread_cond_destroy(changed)
    pthread_mutex_destroy(lock)
    changed.deallocate()
    lock.deallocate()
  }

  /// Hands a chunk over, and takes back those that are done. Waits while many are on their way.
  /// Throws what an earlier one has failed on; then nothing is on its way any more.
  func submit(_ chunk: Chunk) throws -> [Chunk] {
    try startThread()
    chunk.document.lend(true)
    pthread_mutex_lock(lock)
    defer { pthread_mutex_unlock(lock) }
    while waiting.count >= Self.ahead && failure == nil { pthread_cond_wait(changed, lock) }
    waiting.append(chunk)
    pthread_cond_broadcast(changed)
    return try takeDone()
  }

  /// Waits until all is done.
  func drain() throws -> [Chunk] {
    pthread_mutex_lock(lock)
    defer { pthread_mutex_unlock(lock) }
    while isWorking || !waiting.isEmpty { pthread_cond_wait(changed, lock) }
    return try takeDone()
  }

  /// Ends the thread; what waits is let go of.
  func stop() {
    guard let thread else { return }
    pthread_mutex_lock(lock)
    isStopped = true
    pthread_cond_broadcast(changed)
    pthread_mutex_unlock(lock)
    pthread_join(thread, nil)
    self.thread = nil
  }

  private func takeDone() throws -> [Chunk] {
    if let failure { throw failure }
    if done.isEmpty { return [] }
    let chunks = done
    done.removeAll(keepingCapacity: true)
    return chunks
  }

  private func startThread() throws(RunError) {
    guard thread == nil else { return }
    var new = pthread_t()
    let status = pthread_create(
      &new, nil,
      { raw in
        Unmanaged<CommitQueue>.fromOpaque(raw!).takeUnretainedValue().work()
        return nil
      }, Unmanaged.passUnretained(self).toOpaque())
    guard status == 0 else { throw RunError(.io, "cannot start a thread: error \(status)") }
    thread = new
  }

  private func work() {
    pthread_mutex_lock(lock)
    while true {
      while waiting.isEmpty && !isStopped { pthread_cond_wait(changed, lock) }
      if waiting.isEmpty || isStopped { break }
      let chunk = waiting.removeFirst()
      isWorking = true
      let goesOn = failure == nil
      pthread_mutex_unlock(lock)
      var error: (any Error)?
      if goesOn {
        do { try committer.commit(chunk) } catch let problem { error = problem }
        committer.count(chunk, records: chunk.records)
      }
      chunk.document.lend(false)
      pthread_mutex_lock(lock)
      failure = failure ?? error
      isWorking = false
      done.append(chunk)
      pthread_cond_broadcast(changed)
    }
    for chunk in waiting { chunk.document.lend(false) }
    waiting = []
    pthread_mutex_unlock(lock)
  }
}
