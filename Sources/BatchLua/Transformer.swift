public import BatchModel

/// A script that stays loaded, for records as they come. What the script keeps stays from call to
/// call. It works on a thread of its own, one call after the other in the order in which they come;
/// who calls it is suspended meanwhile.
///
///     let transformer = try await Transformer(RunOptions(script: .file("s.lua"), inputs: []))
///     let (lines, rejected) = try await transformer.transform(upload)
///     let (rest, summary) = try await transformer.finish()
///
/// The options say all but inputs, output and what happens with bad records: they are given back.
/// Those that only a run has, such as `head` or `isSandboxed`, are an error.
///
/// What a call throws is that call's alone, and the next one works. Lines that cannot be read, such as
/// packed ones that are damaged, leave the script as it is. When the script itself cannot go on,
/// because it has used up its memory, or a call was stuck or did not end when its task was cancelled,
/// the next call loads it anew: what it kept is gone, its files are not put in place, and `begin` runs
/// again.
public final class Transformer: Sendable {
  private let thread: TransformerThread

  /// Loads the script and runs its `begin`.
  public init(_ options: RunOptions) async throws(RunError) {
    thread = TransformerThread(options)
    do throws(RunError) {
      try await thread.perform { (_, _) in }
    } catch {
      thread.end()
      throw error
    }
  }

  deinit { thread.end() }

  /// What these lines come to, whole lines as well, and the records that were not taken. The last line
  /// needs no end; packed lines are unpacked. When the task is cancelled, this throws an error of the
  /// kind `cancelled`: at once when the call has not begun, otherwise between records.
  public nonisolated(nonsending) func transform(
    _ lines: [UInt8]
  ) async throws(RunError) -> (lines: [UInt8], rejected: [RejectedRecord]) {
    try await thread.perform { (session, isWanted) throws(RunError) in
      try session.transform(lines, while: isWanted)
    }
  }

  /// The same by value. Throws for a record that is not taken; the script stays.
  public nonisolated(nonsending) func transform(
    _ request: BatchRequestInput
  ) async throws(RunError) -> [BatchRequestInput] {
    let (lines, rejected) = try await transform(
      try RunError.only { try request.encoded() })
    if let record = rejected.first {
      var error = RunError(.record, MessageText(lines: record.error.message ?? ""))
      error.record = record
      throw error
    }
    return try RunError.only {
      try lines.split(separator: 0x0A).map { try BatchRequestInput(json: $0) }
    }
  }

  /// Runs `finish`, and puts the files that the script has written in place. Gives the lines that
  /// the script has emitted there. No call may follow.
  public nonisolated(nonsending) func finish() async throws(RunError) -> (
    lines: [UInt8], summary: RunSummary
  ) {
    try await thread.perform { (session, _) throws(RunError) in try session.finish() }
  }
}
