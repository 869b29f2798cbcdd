internal import Synchronization

/// Looks for what another thread is about to do, instead of sleeping until it wakes who waits. That
/// saves most of the time of short work, but only while each thread has a core to itself: elsewhere it
/// keeps the other from its work. So when one look was in vain, the next waits are without.
final class Lookout: Sendable {
  /// Waits that are to be without.
  private let rest = Atomic<Int>(0)
  private static let restAfterFailure = 63

  /// Whether something has happened, or happens soon. `hasHappened` is asked again and again.
  func sees(_ hasHappened: () -> Bool) -> Bool {
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
