/// A difference between two files, or between two versions of a record.
public struct Difference: Sendable, Hashable {
  /// What it is that differs.
  public enum Kind: String, CaseIterable, Sendable {
    /// The record is in the second file only.
    case added
    /// The record is in the first file only.
    case removed
    /// The record stands at another place among those that both files have.
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
    /// What messages call the file.
    public let file: String
    /// From 1.
    public let line: Int
  }

  /// What it is that differs.
  public let kind: Kind
  /// What the record is known by; nil for a line without an id, which is known by its bytes.
  public let id: String?
  /// Where it is in the first file.
  public let old: Position?
  /// Where it is in the second file.
  public let new: Position?
  /// Of a changed record: none when its bytes differ and its values do not.
  public let members: [Member]
}
