internal import LazyJSON

/// A chunk of whole lines of an input, in an indexed document.
struct ScannedLines {
  let document: Document
  let origin: Origin
  /// The input of the lines.
  let input: RunInput
  /// The offset of the text in the unpacked file, for JSON Lines. In other framings lines are made
  /// from the content of the file, and offsets mean nothing.
  let offset: Int
  /// Whether this is the first chunk of the file. A file without lines has none, but has a number
  /// in `origin.input`.
  let isFirst: Bool

  /// All lines that are not blank.
  var lines: UnsafeBufferPointer<Line> { document.lines }
  var file: Path { origin.file }

  /// All bytes of the chunk, with blank lines and line ends, without a byte order mark.
  var text: Bytes { document.text }

  /// A line of the chunk, with its position.
  func scanned(_ line: Line) -> ScannedLine { ScannedLine(self, line) }

  /// The 1-based number of a line in its file.
  @inline(__always)
  func number(of line: Line) -> Int { origin.firstLine + Int(line.number) }
}

/// A line of an input that is not blank, with its position.
struct ScannedLine {
  let document: Document
  let line: Line
  let file: Path
  /// The 1-based line number; blank lines count.
  let number: Int
  /// The offset of its first byte in the unpacked file; see `ScannedLines.offset`.
  let offset: Int

  init(_ lines: ScannedLines, _ line: Line) {
    document = lines.document
    self.line = line
    file = lines.file
    number = lines.number(of: line)
    offset = lines.offset + Int(line.start)
  }

  /// The bytes without the line end.
  var bytes: Bytes { document.bytes(of: line) }
  /// The bytes in the file that the line was made from, in other framings than JSON Lines.
  var original: Bytes { document.original(of: line) }
  /// The node of its value; only for a line that has no `problem`.
  var root: UInt32 { line.root }
  /// The error if the line is not JSON.
  var problem: SyntaxError? { line.problem }
  /// "in.jsonl:3"
  var position: MessageText { "\(file):\(number)" }
}
