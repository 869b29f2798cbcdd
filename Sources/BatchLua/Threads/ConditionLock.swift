internal import CThreads
internal import Glibc
internal import Synchronization

/// A lock with a condition variable.
final class ConditionLock: @unchecked Sendable {
  private let mutex = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
  private let condition = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)
  /// Incremented by each `wakeAll`.
  private let wakings = Atomic<Int>(0)
  private var sleepers = 0
  private var idlers = 0

  init() {
    pthread_mutex_init(mutex, nil)
    pthread_cond_init(condition, nil)
  }

  deinit {
    pthread_cond_destroy(condition)
    pthread_mutex_destroy(mutex)
    condition.deallocate()
    mutex.deallocate()
  }

  /// Acquires the lock. It is held only briefly, so this spins for a while before it blocks.
  func lock() {
    for _ in 0..<100 {
      if pthread_mutex_trylock(mutex) == 0 { return }
      ct_pause()
    }
    pthread_mutex_lock(mutex)
  }
  func unlock() { pthread_mutex_unlock(mutex) }

  /// Releases the lock until the next `wakeAll`; the condition must be tested again then. Spins for
  /// a while before it blocks: always, or if the policy says so.
  func wait(_ spinning: SpinPolicy? = nil) {
    let seen = wakings.load(ordering: .relaxed)
    unlock()
    func isWoken() -> Bool { wakings.load(ordering: .relaxed) != seen }
    _ = spinning?.spins(until: isWoken) ?? Self.isSoon(isWoken)
    lock()
    sleepers += 1
    while wakings.load(ordering: .relaxed) == seen { pthread_cond_wait(condition, mutex) }
    sleepers -= 1
  }

  /// Spins for some tens of microseconds until a condition holds, because blocking and waking take
  /// longer than most waits.
  @inline(__always)
  static func isSoon(_ hasHappened: () -> Bool) -> Bool {
    for _ in 0..<looks {
      if hasHappened() { return true }
      ct_pause()
    }
    return hasHappened()
  }

  private static let looks = CPUAffinity.usableCores > 1 ? 1000 : 0

  /// Ends all waits. All methods but `lock` must be called with the lock.
  func wakeAll() {
    wakings.wrappingAdd(1, ordering: .relaxed)
    if sleepers > 0 { pthread_cond_broadcast(condition) }
  }

  /// Waits for work without spinning, with the lock released meanwhile.
  func idle() {
    idlers += 1
    wait()
    idlers -= 1
  }

  /// Wakes the threads in `idle`, if there are any.
  func wakeIdlers() { if idlers > 0 { wakeAll() } }
}
