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
