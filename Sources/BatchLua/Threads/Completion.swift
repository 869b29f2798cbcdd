internal import Synchronization

/// The result of work on another thread, for one waiter. Only the first result is stored.
final class Completion<Value: Sendable>: @unchecked Sendable {
  private let monitor = ConditionLock()
  // Under the lock.
  private var result: Result<Value, RunError>?
  private var waiter: CheckedContinuation<Result<Value, RunError>, Never>?
  /// Whether there is a result, for access without the lock.
  private let hasEnded = Atomic<Bool>(false)

  /// Whether there is a result.
  var isThere: Bool { hasEnded.load(ordering: .acquiring) }

  /// Stores the result; false if there was one already.
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

  /// Blocks the calling thread until there is a result.
  func wait() -> Result<Value, RunError> {
    monitor.lock()
    defer { monitor.unlock() }
    while true {
      if let result { return result }
      monitor.wait()
    }
  }

  /// Suspends the calling task until there is a result, unless it arrives while spinning. For one
  /// task at a time.
  nonisolated(nonsending) func value(_ spinning: SpinPolicy? = nil) async -> Result<Value, RunError>
  {
    if let spinning, spinning.spins(until: { isThere }) { return wait() }
    return await withCheckedContinuation { continuation in
      monitor.lock()
      let result = result
      if result == nil { waiter = continuation }
      monitor.unlock()
      if let result { continuation.resume(returning: result) }
    }
  }
}
