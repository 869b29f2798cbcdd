/// The origin of the lines of a document.
struct Origin {
  var file: Path
  /// The 1-based number of its first line in the file, and of its first record in the run.
  var firstLine: Int
  var firstRecord: Int
  /// The index of the input.
  var input = 0
}
