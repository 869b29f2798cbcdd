/// What a tool does with bad lines.
public struct LinePolicy: Sendable {
  /// What happens with them.
  public var onError = RunOptions.ErrorPolicy.fail
  /// The file that bad lines are copied to. The reasons are written to a file of this name followed
  /// by `.errors.jsonl`.
  public var rejects: Path?
  /// The number of bad lines after which the tool fails in any case.
  public var maxErrors: Int?

  /// The tool fails at the first bad line.
  public init() {}
}
