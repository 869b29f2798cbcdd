public import BatchModel

/// A script that stays loaded to transform records as they arrive. Its globals and other state are
/// kept between calls. The script runs on a thread of its own, one call at a time in the order of
/// the calls; the calling task is suspended meanwhile.
///
///     let transformer = try await Transformer(RunOptions(script: .file("s.lua"), inputs: []))
///     let (lines, rejected) = try await transformer.transform(upload)
///     let (rest, summary) = try await transformer.finish()
///
/// The options must not have inputs, an output or a file of rejects: lines and rejected records
/// are returned. Options that only a run can have, such as `head` or `isSandboxed`, are an error.
///
/// An error of one call does not affect later calls. Lines that cannot be read, such as damaged
/// compressed ones, do not change the state of the script. If the script itself cannot go on,
/// because it exceeded its memory limit, or because a call was stuck or did not end after its task
/// was cancelled, the next call loads it again: its state is lost, its files are not committed,
/// and `begin` runs again.
public final class Transformer: Sendable {
  private let thread: TransformerThread

  /// Loads the script and runs its `begin`. Throws if either fails, or if the options contradict
  /// each other.
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

  /// Transforms whole lines, of which the last need not have a line end; compressed lines are
  /// unpacked. Returns the lines that the script wrote, with line ends, and the rejected records.
  /// If the task is cancelled, this throws an error of the kind `cancelled`: at once if the call
  /// has not begun, otherwise after the current chunk of lines; a script that takes longer is
  /// interrupted.
  public nonisolated(nonsending) func transform(
    _ lines: [UInt8]
  ) async throws(RunError) -> (lines: [UInt8], rejected: [RejectedRecord]) {
    try await thread.perform { (session, isWanted) throws(RunError) in
      try session.transform(lines, while: isWanted)
    }
  }

  /// Transforms one request; returns the requests that the script wrote. Throws if the request is
  /// rejected, or if the script wrote something else; the script stays loaded.
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

  /// Runs `finish` and commits the files that the script has written. Returns the lines that
  /// `finish` emitted, and the counts. Later calls throw.
  public nonisolated(nonsending) func finish() async throws(RunError) -> (
    lines: [UInt8], summary: RunSummary
  ) {
    try await thread.perform { (session, _) throws(RunError) in try session.finish() }
  }
}
