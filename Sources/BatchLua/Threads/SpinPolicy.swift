internal import Synchronization

/// Decides whether a thread spins before it blocks. Spinning saves most of the time of short work,
/// but only if each thread has a core to itself; otherwise it delays the other thread. So after
/// spinning in vain, the next waits block at once.
final class SpinPolicy: Sendable {
  /// The number of waits without spinning.
  private let rest = Atomic<Int>(0)
  private static let restAfterFailure = 63

  /// Whether a condition holds, or will soon. May call `hasHappened` many times.
  func spins(until hasHappened: () -> Bool) -> Bool {
    let rest = rest.load(ordering: .relaxed)
    if rest > 0 {
      self.rest.store(rest - 1, ordering: .relaxed)
      return hasHappened()
    }
    if ConditionLock.isSoon(hasHappened) { return true }
    self.rest.store(Self.restAfterFailure, ordering: .relaxed)
    return false
  }
}
