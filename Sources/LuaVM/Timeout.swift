internal import CLua

extension VM {
  /// Limits the time of each call of a script, and of each walk over its values outside of a call,
  /// to `seconds`; nil is no limit. A call that exceeds it, or is interrupted by `interrupt`, fails
  /// with an error of kind `timeout`. If a call cannot be stopped, `end` is called a second later,
  /// on another thread, with the call's position in the script if known; the call goes on
  /// meanwhile. Uses the process's SIGURG until the state is closed. Throws the number of a system
  /// error if the watching thread cannot be created.
  package func limitCalls(
    to seconds: Double?, orElse end: @escaping (ScriptError.Position?) -> Void
  ) throws(NoThread) {
    let stuck = Stuck(end)
    self.stuck = stuck
    let status = bl_watch_calls(
      raw, seconds ?? 0,
      { context, source, line in
        let position = ScriptError.Position(source: String(cString: source!), line: Int(line))
        Unmanaged<Stuck>.fromOpaque(context!).takeUnretainedValue().end(line > 0 ? position : nil)
      }, Unmanaged.passUnretained(stuck).toOpaque())
    if status != 0 { throw NoThread(error: status) }
  }

  /// Ends the running call and all later ones. From any thread; only after `limitCalls`.
  package func interrupt() { bl_interrupt(raw) }

  /// Whether the last call or walk exceeded its time.
  package var isLate: Bool { bl_is_late(raw) }

  /// Ends the time of a record, after its Lua values have been serialized. Throws if it was
  /// exceeded.
  package func endCall() throws(ScriptError) { try check(bl_end_call(raw)) }

  /// Runs `body`, which waits for something other than the script, without counting its time.
  package func paused<Result, Failure>(
    _ body: () throws(Failure) -> Result
  ) throws(Failure) -> Result {
    bl_pause(raw, true)
    defer { bl_pause(raw, false) }
    return try body()
  }
}

/// The watching thread could not be created.
package struct NoThread: Error {
  package let error: Int32
}

/// The handler for a call that cannot be stopped.
final class Stuck {
  let end: (ScriptError.Position?) -> Void
  init(_ end: @escaping (ScriptError.Position?) -> Void) { self.end = end }
}
