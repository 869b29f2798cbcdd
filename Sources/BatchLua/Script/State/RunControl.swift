internal import LuaVM
internal import Glibc
internal import Synchronization

/// What ends a run from outside, on any thread: its cancellation, or a call that cannot be stopped.
final class RunControl: Sendable {
  private let isSet = Atomic<Bool>(false)
  private let state = Mutex(State())

  private struct State {
    /// What the run ends with.
    var error: RunError?
    var feed: InputFeed?
    var states: [ObjectIdentifier: VM] = [:]
    /// The sealed process that does the work.
    var process: pid_t?
    /// What is told when the run is left behind.
    var leave: (@Sendable (RunError) -> Void)?
  }

  /// Seconds that a call has to end after it was interrupted.
  private static let grace = 1.0

  /// `leave` is called when the run does not end though it should: its thread is left behind.
  func begin(leave: @escaping @Sendable (RunError) -> Void) { state.withLock { $0.leave = leave } }

  /// Throws what the run is to end with, if it is.
  @inline(__always)
  func check() throws(RunError) {
    if isSet.load(ordering: .acquiring) { throw error! }
  }

  /// What the run is to end with.
  var error: RunError? { state.withLock { $0.error } }

  // MARK: What the run has

  func note(_ feed: InputFeed) { add { $0.feed = feed } }
  func note(_ vm: VM) { add { $0.states[ObjectIdentifier(vm)] = vm } }
  func note(process: pid_t?) { add { $0.process = process } }

  /// To be called before the state is closed.
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

  /// A call cannot be stopped: the run ends without it.
  func leaveBehind(_ error: RunError) {
    let leave = state.withLock { state in
      state.error = state.error ?? error
      return state.leave
    }
    isSet.store(true, ordering: .releasing)
    interrupt()
    leave?(error)
  }

  private func end(with error: RunError) {
    let isFirst = state.withLock { state in
      if state.error != nil { return false }
      state.error = error
      return true
    }
    guard isFirst else { return }
    isSet.store(true, ordering: .releasing)
    interrupt()
    watch()
  }

  /// Has all that goes on in the run end.
  private func interrupt() {
    let feed = state.withLock { state in
      for vm in state.states.values { vm.interrupt() }
      if let process = state.process { kill(process, SIGKILL) }
      return state.feed
    }
    feed?.stop()
  }

  /// Leaves the run behind when a call that was interrupted goes on.
  private func watch() {
    let calls = runningCalls
    if calls.isEmpty { return }
    Task.detached { [self] in
      try? await Task.sleep(for: .seconds(Self.grace))
      let isStuck = runningCalls.contains { calls[$0.key] == $0.value }
      guard isStuck else { return }
      let (error, leave) = state.withLock { ($0.error, $0.leave) }
      if let error { leave?(error) }
    }
  }

  private var runningCalls: [ObjectIdentifier: UInt64] {
    state.withLock { $0.states.compactMapValues(\.runningCall) }
  }
}
