/// Which files are compared, and how.
public struct DiffOptions: Sendable {
  /// The first file, and how both are read.
  public var old: ScanOptions
  /// The second file.
  public var new: Path
  /// What records are known by; nil for their ids.
  public var key: LuaExpression?
  /// Whether lines differ whose bytes do, though their values do not.
  public var comparesBytes = false
  /// What lines are taken as by the expression.
  public var type = RecordType.detect
  /// What the expression may use.
  public var expressions = ExpressionOptions()
  /// Where the differences go; nil is standard output.
  public var output: Path?
  /// What they are written as.
  public var format = ReportFormat.text
  /// Whether text has colours.
  public var isColored = false
  /// Called with messages for people.
  public var onMessage: @Sendable (String) -> Void = { _ in }

  /// Compares two files of JSON Lines by the ids of their records.
  public init(old: Path, new: Path) {
    self.old = ScanOptions(inputs: [old])
    self.new = new
  }
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
  /// Records that stand at another place among those that both files have.
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
