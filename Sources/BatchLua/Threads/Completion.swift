internal import Synchronization

/// The result of work on another thread, for one waiter: the first result counts.
final class Completion<Value: Sendable>: @unchecked Sendable {
  private let monitor = ConditionLock()
  // Under the lock.
  private var result: Result<Value, RunError>?
  private var waiter: CheckedContinuation<Result<Value, RunError>, Never>?
  /// Whether there is a result, for those who look without the lock.
  private let hasEnded = Atomic<Bool>(false)

  /// Whether it has ended.
  var isThere: Bool { hasEnded.load(ordering: .acquiring) }

  /// False when it had ended before.
  @discardableResult
  func finish(_ result: Result<Value, RunError>) -> Bool {
    monitor.lock()
    if self.result != nil {
      monitor.unlock()
      return false
    }
    self.result = result
    let waiter = waiter
    self.waiter = nil
    hasEnded.store(true, ordering: .releasing)
    monitor.wakeAll()
    monitor.unlock()
    waiter?.resume(returning: result)
    return true
  }

  /// Waits, the calling thread blocked.
  func wait() -> Result<Value, RunError> {
    monitor.lock()
    defer { monitor.unlock() }
    while true {
      if let result { return result }
      monitor.wait()
    }
  }

  /// Waits, the calling task suspended, unless the lookout sees the result come. For one at a time.
  nonisolated(nonsending) func value(_ lookout: Lookout? = nil) async -> Result<Value, RunError> {
    if let lookout, lookout.sees({ isThere }) { return wait() }
    return await withCheckedContinuation { continuation in
      monitor.lock()
      let result = result
      if result == nil { waiter = continuation }
      monitor.unlock()
      if let result { continuation.resume(returning: result) }
    }
  }
}
