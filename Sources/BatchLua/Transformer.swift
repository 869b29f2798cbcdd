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
/// When a call throws an error that is no record's, the script is gone, and each further one throws
/// it again.
public final class Transformer: Sendable {
  private let thread: TransformerThread

  /// Loads the script and runs its `begin`.
  public init(_ options: RunOptions) async throws(RunError) {
    thread = TransformerThread()
    try await thread.begin(options)
  }

  deinit { thread.end() }

  /// What these lines come to, whole lines as well, and the records that were not taken. The last line
  /// needs no end.
  public nonisolated(nonsending) func transform(
    _ lines: [UInt8]
  ) async throws(RunError) -> (lines: [UInt8], rejected: [RejectedRecord]) {
    let result = try await thread.perform { (session) throws(RunError) in
      try session.transform(lines)
    }
    return (result.lines, result.rejected)
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

  /// Runs `finish`, and puts the files that the script has written in place. Gives the lines that the
  /// script has emitted there. No call may follow.
  public nonisolated(nonsending) func finish() async throws(RunError) -> (
    lines: [UInt8], summary: RunSummary
  ) {
    let result = try await thread.perform { (session) throws(RunError) in try session.finish() }
    return (result.lines, result.summary)
  }
}
