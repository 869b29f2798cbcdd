internal import BatchModel

/// How the lines of inputs are read.
struct InputFormat {
  /// The shape of the lines.
  var shape: Shape
  var framing = InputFraming.jsonl
  /// Whether a JSON value that does not close is a line with a problem, not an error.
  var isLenient = false
  /// The separator of fields in rows.
  var separator = UInt8(ascii: ",")
  /// The limit for the length of a line.
  var maxLine: LineLimit

  /// A reader for the chunks of a file.
  func reader(of file: InputFile) -> any ChunkReader {
    framing.reader(of: file, isLenient: isLenient, separator: separator, maxLine: maxLine)
  }
}
