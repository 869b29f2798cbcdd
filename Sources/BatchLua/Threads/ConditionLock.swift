internal import CThreads
internal import Glibc
internal import Synchronization

/// A lock with a condition, for threads that wait for each other.
final class ConditionLock: @unchecked Sendable {
  private let mutex = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
  private let condition = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)
  /// Changed by each `wakeAll`.
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

  /// It is held only for moments, so this spins for a while before it sleeps.
  func lock() {
    for _ in 0..<100 {
      if pthread_mutex_trylock(mutex) == 0 { return }
      ct_pause()
    }
    pthread_mutex_lock(mutex)
  }
  func unlock() { pthread_mutex_unlock(mutex) }

  /// Releases the lock until a `wakeAll`, which may be meant for others. This looks for one before it
  /// sleeps: always, or when the lookout says so.
  func wait(_ lookout: Lookout? = nil) {
    let seen = wakings.load(ordering: .relaxed)
    unlock()
    func isWoken() -> Bool { wakings.load(ordering: .relaxed) != seen }
    _ = lookout?.sees(isWoken) ?? Self.isSoon(isWoken)
    lock()
    sleepers += 1
    while wakings.load(ordering: .relaxed) == seen { pthread_cond_wait(condition, mutex) }
    sleepers -= 1
  }

  /// Looks for some tens of microseconds whether something has happened on another core: sleeping and
  /// waking take longer than most waits.
  @inline(__always)
  static func isSoon(_ hasHappened: () -> Bool) -> Bool {
    for _ in 0..<looks {
      if hasHappened() { return true }
      ct_pause()
    }
    return hasHappened()
  }

  private static let looks = CPUAffinity.usableCores > 1 ? 1000 : 0

  /// Ends each `wait`. To be called with the lock, as all but `lock` are.
  func wakeAll() {
    wakings.wrappingAdd(1, ordering: .relaxed)
    if sleepers > 0 { pthread_cond_broadcast(condition) }
  }

  /// Waits for work, with the lock released meanwhile.
  func idle() {
    idlers += 1
    wait()
    idlers -= 1
  }

  /// Wakes those that idle, if there are any.
  func wakeIdlers() { if idlers > 0 { wakeAll() } }
}
