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

/// What `Diff` found.
public struct DiffReport: Sendable, Hashable {
  /// Records of the first file.
  public internal(set) var old = 0
  /// Records of the second file.
  public internal(set) var new = 0
  /// Records of the second file only.
  public internal(set) var added = 0
  /// Records of the first file only.
  public internal(set) var removed = 0
  /// Records whose order among those that both files have has changed.
  public internal(set) var moved = 0
  /// Records that are in both files and not the same.
  public internal(set) var changed = 0

  /// Whether there is no difference.
  public var isSame: Bool { added + removed + moved + changed == 0 }

  /// One line for people.
  public var summary: String {
    "records \(old) and \(new): added \(added), removed \(removed), moved \(moved), changed \(changed)"
  }

  /// The counts, as members of the JSON object that `Diff` writes.
  var members: [(String, Report)] {
    [
      ("old", .integer(old)), ("new", .integer(new)), ("added", .integer(added)),
      ("removed", .integer(removed)), ("moved", .integer(moved)), ("changed", .integer(changed)),
    ]
  }
}
