/// Where the lines of a document come from.
struct Origin {
  var file: Path
  /// 1-based number of its first physical line, and of its first record.
  var firstLine: Int
  var firstRecord: Int
  /// Which of the inputs of a run that is, from 0.
  var input = 0
}
