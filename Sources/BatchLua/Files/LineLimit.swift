/// How long a line may be.
struct LineLimit: Sendable {
  /// The most bytes of it.
  var bytes = 256 << 20
  /// For messages.
  var names = OptionNames.members

  /// The remedy for a longer line.
  var remedy: String { "\(names(.maxLine, "SIZE")) takes longer ones" }
}

extension RunError {
  /// A line that is longer than the run takes.
  static func longLine(_ number: Int, limit: LineLimit) -> RunError {
    line(
      number, "the line is longer than \(ByteSize.text(limit.bytes)); \(limit.remedy)")
  }
}
