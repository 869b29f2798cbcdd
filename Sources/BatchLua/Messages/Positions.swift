/// A line of a script.
public struct ScriptPosition: Sendable, Hashable {
  /// The script or module, as it was given.
  public let name: String
  /// From 1.
  public let line: Int
  /// The text of the line, if known.
  public let text: String?
}

/// A record of an input.
public struct InputPosition: Sendable, Hashable {
  /// The input, as it was given.
  public let file: String
  /// From 1.
  public let line: Int
  /// The record's id, when it has one.
  public let customID: String?
  /// The beginning of the record.
  let excerpt: MessageText
}
