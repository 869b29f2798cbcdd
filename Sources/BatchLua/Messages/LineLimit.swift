/// How long a line may be.
struct LineLimit: Sendable {
  /// The most bytes of it.
  var bytes = 256 << 20
  /// For messages.
  var names = OptionNames.members

  /// What is said to who needs more.
  var remedy: String { "\(names(.maxLine, "SIZE")) takes longer ones" }
}
