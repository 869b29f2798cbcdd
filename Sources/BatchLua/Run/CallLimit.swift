internal import LuaVM

extension ErrorDescriber {
  /// Sets the time limit of the script's calls.
  func limitCalls() throws(RunError) {
    let seconds = state.options.limits.timeout
    if let seconds, !(seconds > 0 && seconds <= 1e9) {
      throw RunError(.usage, "\(state.options.names(.timeout)) takes a number of seconds above 0")
    }
    if seconds == nil && state.options.control == nil { return }
    do throws(NoThread) {
      try state.vm.limitCalls(to: seconds) { [unowned state, source] position in
        Self(source, state).giveUp(at: position)
      }
    } catch {
      throw RunError.noThread(error.error)
    }
    state.options.control?.note(state.vm)
  }

  /// The last resort, called on the watching thread while the script still runs: ends the run
  /// without it, or the process. Reads only what does not change during a call.
  private func giveUp(at position: ScriptError.Position?) {
    let error = describeStuck(at: position)
    guard let control = state.options.control else { state.options.world.end(with: error) }
    control.leaveBehind(error)
  }
}
