internal import LuaVM

extension ErrorDescriber {
  /// Puts the limit of time on the script's calls.
  func limitCalls() throws(RunError) {
    guard let seconds = engine.options.limits.timeout else { return }
    guard seconds > 0, seconds <= 1e9 else {
      throw RunError(.usage, "\(engine.options.names(.timeout)) takes a number of seconds above 0")
    }
    do throws(NoThread) {
      try engine.vm.limitCalls(to: seconds) { [unowned self] place in endProcess(stuckAt: place) }
    } catch {
      throw RunError.noThread(error.error)
    }
  }

  /// The last resort, on a thread of its own while the script runs on. Reads only what does not
  /// change during a call.
  private func endProcess(stuckAt place: ScriptError.Place?) -> Never {
    engine.options.world.end(with: describeStuck(at: place))
  }
}
