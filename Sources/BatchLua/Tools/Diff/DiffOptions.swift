/// Which files are compared, and how.
public struct DiffOptions: Sendable {
  /// The first file, and how both are read.
  public var old: ScanOptions
  /// The second file.
  public var new: RunInput
  /// The expression whose value identifies a record; nil for the id.
  public var key: LuaExpression?
  /// Whether lines with equal values but different bytes count as different.
  public var comparesBytes = false
  /// The type of the records that the expression gets.
  public var type = RecordType.detect
  /// What the expression may use.
  public var expressions = ExpressionOptions()
  /// Where the differences go; nil is standard output.
  public var output: Path?
  /// The format of the output.
  public var format = ReportFormat.text
  /// Whether text has colours.
  public var isColored = false
  /// Called with messages for people.
  public var onMessage: @Sendable (String) -> Void = { _ in }

  /// Compares two files of JSON Lines by the ids of their records.
  public init(old: RunInput, new: RunInput) {
    self.old = ScanOptions(inputs: [old])
    self.new = new
  }

  /// Options for the files at these paths.
  public init(old: Path, new: Path) { self.init(old: .file(old), new: .file(new)) }
}
