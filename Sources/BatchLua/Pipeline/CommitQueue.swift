internal import Glibc
internal import LazyJSON

/// Commits chunks on a thread of its own, by their numbers, while scripts go on. Their documents
/// are lent to that thread until they are done.
final class CommitQueue: @unchecked Sendable {
  private let committer: Committer
  /// Chunks that may be on their way at a time.
  private let ahead: Int
  private let lock: UnsafeMutablePointer<pthread_mutex_t>
  private let changed: UnsafeMutablePointer<pthread_cond_t>
  /// With a stack for the deepest values.
  private var thread: LargeThread?
  private let stackSize: Int
  // Under the lock.
  private var waiting: [Int: Chunk] = [:]
  private var next = 0
  private var done: [ObjectIdentifier: [Chunk]] = [:]
  private var isWorking = false
  private var isStopped = false
  /// Whether the script has stopped the input at a chunk that is committed.
  private var isAtEnd = false
  private var failure: (any Error)?

  /// The committer is the queue's from the first `submit` until a `drain` returns.
  init(_ committer: Committer, _ options: RunOptions) {
    self.committer = committer
    ahead = 4 * options.jobs
    stackSize = options.stackSize
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

  /// Hands a chunk over, and takes back those of the worker that are done. Waits while many are
  /// on their way. Throws what an earlier one has failed on.
  func submit(_ chunk: Chunk, of worker: Worker) throws -> [Chunk] {
    chunk.document.lend { [unowned self] in hurry() }
    chunk.worker = ObjectIdentifier(worker)
    pthread_mutex_lock(lock)
    defer { pthread_mutex_unlock(lock) }
    try startThread()
    waiting[chunk.number] = chunk
    // Waking a thread costs as much as a few records: not for each chunk.
    if waiting.count >= ahead / 2 { pthread_cond_broadcast(changed) }
    while chunk.number - next >= ahead && failure == nil { pthread_cond_wait(changed, lock) }
    return try takeDone(worker)
  }

  /// Has what was handed over committed now: the worker is going to wait.
  func hurry() {
    pthread_mutex_lock(lock)
    if !waiting.isEmpty { pthread_cond_broadcast(changed) }
    pthread_mutex_unlock(lock)
  }

  /// Has the run fail when it is the chunk's turn.
  func fail(_ chunk: Chunk, _ error: any Error) {
    pthread_mutex_lock(lock)
    defer { pthread_mutex_unlock(lock) }
    chunk.error = error
    waiting[chunk.number] = chunk
    pthread_cond_broadcast(changed)
  }

  /// Waits until all that has been handed over is done.
  func drain(for worker: Worker) throws -> [Chunk] {
    pthread_mutex_lock(lock)
    defer { pthread_mutex_unlock(lock) }
    pthread_cond_broadcast(changed)
    while isWorking || thread != nil && waiting[next] != nil { pthread_cond_wait(changed, lock) }
    return try takeDone(worker)
  }

  /// Waits until all before a chunk is done: then the committer is the caller's until it submits
  /// the chunk. False when the script has stopped the input before it.
  func waitForTurn(of chunk: Chunk) throws -> Bool {
    pthread_mutex_lock(lock)
    defer { pthread_mutex_unlock(lock) }
    pthread_cond_broadcast(changed)
    while next < chunk.number && failure == nil { pthread_cond_wait(changed, lock) }
    if let failure { throw failure }
    return !isAtEnd
  }

  /// Ends the thread; what waits is let go of.
  func stop() {
    guard let thread else { return }
    pthread_mutex_lock(lock)
    isStopped = true
    pthread_cond_broadcast(changed)
    pthread_mutex_unlock(lock)
    try? thread.join()  // its work throws nothing
    self.thread = nil
  }

  private func takeDone(_ worker: Worker) throws -> [Chunk] {
    if let failure { throw failure }
    return done.removeValue(forKey: ObjectIdentifier(worker)) ?? []
  }

  private func startThread() throws(RunError) {
    guard thread == nil else { return }
    let new = LargeThread(size: stackSize) { [unowned self] in work() }
    if let problem = new.start() { throw problem }
    thread = new
  }

  private func work() {
    pthread_mutex_lock(lock)
    while true {
      while waiting[next] == nil && !isStopped { pthread_cond_wait(changed, lock) }
      guard !isStopped, let chunk = waiting.removeValue(forKey: next) else { break }
      isWorking = true
      let goesOn = failure == nil && !isAtEnd
      pthread_mutex_unlock(lock)
      let error = goesOn ? commit(chunk) : nil
      if chunk.error == nil { chunk.document.giveBack() }
      pthread_mutex_lock(lock)
      failure = failure ?? error
      isAtEnd = isAtEnd || chunk.isLast
      isWorking = false
      next += 1
      if let worker = chunk.worker { done[worker, default: []].append(chunk) }
      pthread_cond_broadcast(changed)
    }
    for chunk in waiting.values where chunk.error == nil { chunk.document.giveBack() }
    waiting = [:]
    pthread_mutex_unlock(lock)
  }

  private func commit(_ chunk: Chunk) -> (any Error)? {
    if let error = chunk.error { return error }
    do {
      try committer.commit(chunk)
    } catch {
      return error
    }
    committer.count(chunk)
    return nil
  }
}
