/// The options of `Validate`.
public struct ValidateOptions: Sendable {
  /// What is read.
  public var scan: ScanOptions
  /// The type of the lines.
  public var recordType = RecordType.detect
  /// Whether unknown members are findings, and exceeded limits are problems like others.
  public var isStrict = false
  /// The output for all lines, with fixes that need no guessing; nil to fix nothing.
  public var fixed: Path?
  /// The output for changed ids, old and new: a JSON object a line.
  public var map: Path?
  /// Called with warnings about files that were written.
  public var onMessage: @Sendable (String) -> Void = { _ in }

  /// Validates these inputs.
  public init(inputs: [RunInput]) { scan = ScanOptions(inputs: inputs) }

  /// Validates the files of these paths.
  public init(inputs paths: some Sequence<Path>) { scan = ScanOptions(inputs: paths) }
}

extension ValidateOptions {
  /// Throws for options that do not go together.
  func check() throws(RunError) {
    if map != nil && fixed == nil {
      throw RunError(.usage, "a map of ids goes with lines that are mended")
    }
    if scan.framing == .csv || scan.framing == .text {
      throw RunError(
        .usage, "rows and strings are no requests: what is validated is framed as jsonl or json")
    }
  }
}
