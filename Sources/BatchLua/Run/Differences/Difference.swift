/// A difference between two files, or between two versions of a record.
public struct Difference: Sendable, Hashable {
  /// The kind of a difference.
  public enum Kind: String, CaseIterable, Sendable {
    /// The record is in the second file only.
    case added
    /// The record is in the first file only.
    case removed
    /// The order of the record among those that both files have has changed.
    case moved
    /// The record is in both files and not the same.
    case changed
  }

  /// A member, or an element, that differs.
  public struct Member: Sendable, Hashable {
    /// Where it is, such as `body.messages[1].content`; empty for the record itself.
    public let path: String
    /// Its JSON text in the first file; nil when it is not there.
    public let old: String?
    /// Its JSON text in the second file; nil when it is not there.
    public let new: String?
  }

  /// A line of a file.
  public struct Position: Sendable, Hashable {
    /// The name of the file in messages.
    public let file: String
    /// From 1.
    public let line: Int
  }

  /// The kind of the difference.
  public let kind: Kind
  /// The name by which the record is matched; nil for a line without an id, which is matched by its
  /// bytes.
  public let id: String?
  /// Where it is in the first file.
  public let old: Position?
  /// Where it is in the second file.
  public let new: Position?
  /// The differing members of a changed record; none if only its bytes differ.
  public let members: [Member]
}
