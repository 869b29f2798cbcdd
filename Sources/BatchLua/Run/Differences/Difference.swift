/// A difference between two files, or between two versions of a record.
public struct Difference: Sendable, Hashable {
  /// The kind of a difference.
  public enum Kind: String, CaseIterable, Sendable {
    /// The record is in the second file only.
    case added
    /// The record is in the first file only.
    case removed
    /// The record is in both files, but in another order relative to the others.
    case moved
    /// The record is in both files, and has changed.
    case changed
  }

  /// A member, or an element, that differs.
  public struct Member: Sendable, Hashable {
    /// Its path, such as `body.messages[1].content`, with indices from 1; empty for the record
    /// itself.
    public let path: String
    /// Its JSON text in the first file; nil if the first file does not have it.
    public let old: String?
    /// Its JSON text in the second file; nil if the second file does not have it.
    public let new: String?
  }

  /// A line of a file.
  public struct Position: Sendable, Hashable {
    /// The name of the file in messages.
    public let file: String
    /// The number of the line, from 1.
    public let line: Int
  }

  /// The kind of the difference.
  public let kind: Kind
  /// The id by which the record is matched; nil for a line without an id, which is matched by its
  /// bytes.
  public let id: String?
  /// The line in the first file; nil if the first file does not have the record.
  public let old: Position?
  /// The line in the second file; nil if the second file does not have the record.
  public let new: Position?
  /// The differing members of a changed record; none if only its bytes differ.
  public let members: [Member]
}
