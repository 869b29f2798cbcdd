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

  /// Releases the lock until a `wakeAll`, which may be meant for others. Sleeping and waking take
  /// longer than most waits, so this spins for a while first.
  func wait() {
    let seen = wakings.load(ordering: .relaxed)
    unlock()
    var looks = Self.looks
    while looks > 0 && wakings.load(ordering: .relaxed) == seen {
      ct_pause()
      looks -= 1
    }
    lock()
    sleepers += 1
    while wakings.load(ordering: .relaxed) == seen { pthread_cond_wait(condition, mutex) }
    sleepers -= 1
  }

  /// Some tens of microseconds.
  private static let looks = 1000

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
