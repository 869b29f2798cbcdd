/// What `Validate` does.
public struct ValidateOptions: Sendable {
  /// What is read.
  public var scan: ScanOptions
  /// What lines are taken as.
  public var recordType = RecordType.detect
  /// Whether members that the reference does not know are found, and limits are problems like others.
  public var isStrict = false
  /// Where all lines go, with what can be mended without guessing; nil to mend nothing.
  public var fixed: Path?
  /// Where ids go that were mended, old and new: a JSON object a line.
  public var map: Path?
  /// Called with warnings about files that were written.
  public var onMessage: @Sendable (String) -> Void = { _ in }

  /// Looks at these inputs.
  public init(inputs: [RunInput]) { scan = ScanOptions(inputs: inputs) }

  /// Looks at the files of these paths.
  public init(inputs paths: some Sequence<Path>) { scan = ScanOptions(inputs: paths) }
}
