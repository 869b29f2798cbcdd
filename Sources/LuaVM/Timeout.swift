internal import CLua

extension VM {
  /// From now on each call of a script, and each walk over its values outside of one, may take
  /// `seconds`, nil for any time; then it ends with an error of the kind `timeout`, as it does
  /// after `interrupt`. One that nothing can stop goes to `end` a second later, on another thread,
  /// with its place in the script when that is known; it goes on behind that. The process's SIGURG
  /// is taken over until the state is closed. Throws the number of a system error when there is no
  /// thread for that.
  package func limitCalls(
    to seconds: Double?, orElse end: @escaping (ScriptError.Position?) -> Void
  ) throws(NoThread) {
    let stuck = Stuck(end)
    self.stuck = stuck
    let status = bl_watch_calls(
      raw, seconds ?? 0,
      { context, source, line in
        let place = ScriptError.Position(source: String(cString: source!), line: Int(line))
        Unmanaged<Stuck>.fromOpaque(context!).takeUnretainedValue().end(line > 0 ? place : nil)
      }, Unmanaged.passUnretained(stuck).toOpaque())
    if status != 0 { throw NoThread(error: status) }
  }

  /// Ends the call that runs, and each that begins; from any thread, while calls are limited.
  package func interrupt() { bl_interrupt(raw) }

  /// Whether the last call or walk took too long.
  package var isLate: Bool { bl_is_late(raw) }

  /// Ends the time of a record, when what it holds of Lua is written down. Throws when it was too
  /// long.
  package func endCall() throws(ScriptError) { try check(bl_end_call(raw)) }

  /// `body` waits for what the script has no part in: that is no time of its call.
  package func paused<Result, Failure>(
    _ body: () throws(Failure) -> Result
  ) throws(Failure) -> Result {
    bl_pause(raw, true)
    defer { bl_pause(raw, false) }
    return try body()
  }
}

/// A thread could not be started.
package struct NoThread: Error {
  package let error: Int32
}

/// Who deals with a call that nothing can stop.
final class Stuck {
  let end: (ScriptError.Position?) -> Void
  init(_ end: @escaping (ScriptError.Position?) -> Void) { self.end = end }
}
