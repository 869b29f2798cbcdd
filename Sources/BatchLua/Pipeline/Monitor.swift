internal import Glibc

/// A lock with a condition: what threads share that wait for each other.
final class Monitor: @unchecked Sendable {
  private let mutex = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
  private var idlers = 0
  private let condition = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)

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

  func lock() { pthread_mutex_lock(mutex) }
  func unlock() { pthread_mutex_unlock(mutex) }
  /// Gives the lock back until a `wakeAll`; it may return without one.
  func wait() { pthread_cond_wait(condition, mutex) }
  func wakeAll() { pthread_cond_broadcast(condition) }

  /// Waits for anything to do, the lock given back meanwhile.
  func idle() {
    idlers += 1
    wait()
    idlers -= 1
  }

  /// Wakes those that idle, if there are any.
  func wakeIdlers() { if idlers > 0 { wakeAll() } }
}
