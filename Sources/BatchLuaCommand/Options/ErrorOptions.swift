import ArgumentParser
import BatchLua

/// What happens with bad records.
struct ErrorOptions: ParsableArguments {
  @Option(
    name: .customLong("on-error"),
    help: ArgumentHelp(
      "What to do with bad records: fail (the default), skip or quarantine.",
      valueName: "POLICY"), completion: .words(of: RunOptions.ErrorPolicy.self))
  var onError: String?

  @Option(
    name: .customLong("rejects"),
    help: ArgumentHelp(
      "Where rejected records go, framed as the input; the reasons beside it in FILE.errors.jsonl.",
      valueName: "FILE"), completion: .file())
  var rejects: String?

  @Option(
    name: .customLong("max-errors"),
    help: ArgumentHelp("End the run at the N-th bad record.", valueName: "N"))
  var maxErrors: Int?

  @Option(
    name: .customLong("rejected-exit"),
    help: ArgumentHelp(
      "What a run ends with that is done, but has rejected records: 0 or 1. (default: 1)",
      valueName: "CODE"))
  var rejectedExit: Int?

  func validate() throws {
    _ = try policy
    try OptionValue.check(maxErrors, of: "--max-errors")
    if let rejectedExit, rejectedExit != 0 && rejectedExit != 1 {
      throw ValidationError("--rejected-exit takes 0 or 1, got \(rejectedExit)")
    }
  }

  var policy: RunOptions.ErrorPolicy? {
    get throws { try OptionValue.word(onError, of: "--on-error", RunOptions.ErrorPolicy.self) }
  }

  var rejectsPath: Path? { rejects.map(Arguments.path) }

  /// The exit code for a number of rejected records.
  func exitCode(rejected: Int) -> Int32 { rejected > 0 ? Int32(rejectedExit ?? 1) : 0 }

  func apply(to options: inout RunOptions) throws {
    if let policy = try policy { options.onError = policy }
    options.rejects = rejectsPath
    options.maxErrors = maxErrors
  }

  /// What a tool does with bad lines.
  func linePolicy() throws -> LinePolicy {
    var lines = LinePolicy()
    if let policy = try policy { lines.onError = policy }
    lines.rejects = rejectsPath
    lines.maxErrors = maxErrors
    return lines
  }
}
