/// The limit for the length of a line.
struct LineLimit: Sendable {
  /// The most bytes.
  var bytes = 256 << 20
  /// For messages.
  var names = OptionNames.members

  /// The remedy for a longer line.
  var remedy: String { "\(names(.maxLine, "SIZE")) takes longer ones" }
}

extension RunError {
  /// The error for a line that exceeds the limit.
  static func longLine(_ number: Int, limit: LineLimit) -> RunError {
    line(
      number, "the line is longer than \(ByteSize.text(limit.bytes)); \(limit.remedy)")
  }
}
