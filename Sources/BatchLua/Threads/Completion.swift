internal import Synchronization

/// The result of work on another thread, for one waiter: the first result counts.
final class Completion<Value: Sendable>: Sendable {
  private struct State {
    var result: Result<Value, RunError>?
    var waiter: CheckedContinuation<Result<Value, RunError>, Never>?
  }

  private let state = Mutex(State())
  private let monitor = ConditionLock()

  /// Whether it has ended.
  var isThere: Bool { state.withLock { $0.result != nil } }

  /// False when it had ended before.
  @discardableResult
  func finish(_ result: Result<Value, RunError>) -> Bool {
    let (isFirst, waiter) = state.withLock { state in
      if state.result != nil { return (false, state.waiter) }
      state.result = result
      defer { state.waiter = nil }
      return (true, state.waiter)
    }
    if !isFirst { return false }
    monitor.lock()
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
      if let result = state.withLock({ $0.result }) { return result }
      monitor.wait()
    }
  }

  /// Waits, the calling task suspended. For one at a time.
  nonisolated(nonsending) func value() async -> Result<Value, RunError> {
    await withCheckedContinuation { continuation in
      let result = state.withLock { state in
        if state.result == nil { state.waiter = continuation }
        return state.result
      }
      if let result { continuation.resume(returning: result) }
    }
  }
}
