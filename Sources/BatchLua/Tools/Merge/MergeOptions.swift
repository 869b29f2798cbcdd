/// What is merged, and how.
public struct MergeOptions: Sendable {
  /// What happens with requests whose id is a duplicate.
  public enum IDs: String, CaseIterable, Sendable {
    /// The first of them is an error.
    case error
    /// They get another id: the same followed by `-2`, `-3`, ….
    case suffix
    /// The first line of an id is written.
    case first
    /// The last line of an id is written.
    case last
  }

  /// The files, all of requests or all of results.
  public var inputs: ScanOptions
  /// Where the lines go; nil is standard output.
  public var output: Path?
  /// What happens with requests whose id is a duplicate.
  public var ids = IDs.error
  /// What the lines are; `.detect` decides by the first line.
  public var type = RecordType.detect
  /// What happens with bad lines.
  public var lines = LinePolicy()
  /// Called with messages for people: warnings, bad lines that are passed over.
  public var onMessage: @Sendable (String) -> Void = { _ in }

  /// Merges these files.
  public init(inputs: ScanOptions) { self.inputs = inputs }
}
