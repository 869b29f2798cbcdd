internal import LuaVM
internal import Glibc
internal import Synchronization

/// Ends a run from outside, on any thread: if it is cancelled, or if a call cannot be interrupted.
final class RunControl: Sendable {
  private let signal = StopSignal()
  private let state = Mutex(State())

  private struct State {
    /// The error that the run ends with.
    var error: RunError?
    var feed: InputFeed?
    var states: [ObjectIdentifier: VM] = [:]
    /// The sealed process that does the work.
    var process: pid_t?
    /// Whether the outputs are being committed, so that it is too late to end the run.
    var isPlacing = false
    /// Called if the run is abandoned.
    var leave: (@Sendable (RunError) -> Void)?
  }

  /// Seconds that a run has to end by itself before it is abandoned.
  private static let grace = 1.0

  /// `leave` is called if the run does not end when it must, and its thread is abandoned.
  func begin(leave: @escaping @Sendable (RunError) -> Void) { state.withLock { $0.leave = leave } }

  /// Throws the error that the run must end with, if any.
  @inline(__always)
  func check() throws(RunError) {
    if signal.isSet, let error { throw error }
  }

  /// The error that the run must end with, if any.
  var error: RunError? { state.withLock { $0.error } }

  /// Like `check`, before the outputs are committed; afterwards nothing ends the run.
  func beginPlacing() throws(RunError) {
    let error = state.withLock { state in
      state.isPlacing = state.error == nil
      return state.error
    }
    if let error { throw error }
  }

  /// Executes the run on the calling thread. Waits of the run end when it must end, and those of
  /// its other threads also when this returns.
  func during<Result>(_ work: () throws -> Result) rethrows -> Result {
    defer { signal.set() }
    return try duringPart(work)
  }

  /// Executes a part of a run that continues.
  func duringPart<Result>(_ work: () throws -> Result) rethrows -> Result {
    try StopSignal.has(signal, work)
  }

  // MARK: What is interrupted

  func note(_ feed: InputFeed) { add { $0.feed = feed } }
  func note(_ vm: VM) { add { $0.states[ObjectIdentifier(vm)] = vm } }
  func note(process: pid_t?) { add { $0.process = process } }

  /// To be called before the VM is closed.
  func forget(_ vm: VM) { state.withLock { $0.states[ObjectIdentifier(vm)] = nil } }
  func forgetFeed() { state.withLock { $0.feed = nil } }

  private func add(_ change: (inout State) -> Void) {
    let isOver = state.withLock { state in
      change(&state)
      return state.error != nil
    }
    if isOver { interrupt() }
  }

  // MARK: The end

  func cancelRun() {
    end(with: RunError(.cancelled, "the run was cancelled; nothing was put in place"))
  }

  /// Abandons the run because of a call that cannot be interrupted.
  func leaveBehind(_ error: RunError) {
    let leave = state.withLock { state in
      state.error = state.error ?? error
      return state.leave
    }
    interrupt()
    leave?(error)
  }

  private func end(with error: RunError) {
    let isFirst = state.withLock { state in
      if state.error != nil || state.isPlacing { return false }
      state.error = error
      return true
    }
    guard isFirst else { return }
    interrupt()
    watch(error)
  }

  /// Interrupts the states, the sealed process, the input and all waits of the run.
  private func interrupt() {
    signal.set()
    let feed = state.withLock { state in
      for vm in state.states.values { vm.interrupt() }
      if let process = state.process { kill(process, SIGKILL) }
      return state.feed
    }
    feed?.stop()
  }

  /// Abandons the run if it has not ended after the grace period.
  private func watch(_ error: RunError) {
    Task.detached { [self] in
      try? await Task.sleep(for: .seconds(Self.grace))
      state.withLock { $0.leave }?(error)
    }
  }
}
