internal import LazyJSON

/// Lines of an input that were read together: whole lines, in a document that is indexed.
struct ScannedLines {
  let document: Document
  let origin: Origin
  /// Where they come from.
  let input: RunInput
  /// Where the text begins in the file, unpacked: in a file of JSON Lines. In other framings the
  /// lines were made from what stands in the file, and offsets mean nothing.
  let offset: Int
  /// Whether the file begins here. One without lines has no such chunk: `origin.input` counts it.
  let isFirst: Bool

  /// All lines that are not blank.
  var lines: UnsafeBufferPointer<Line> { document.lines }
  var file: Path { origin.file }

  /// All bytes, blank lines and line ends too; but for a byte order mark, those of the file.
  var text: Bytes { document.text }

  /// One of them, with its place.
  func scanned(_ line: Line) -> ScannedLine { ScannedLine(self, line) }

  /// The 1-based number of a line in its file.
  @inline(__always)
  func number(of line: Line) -> Int { origin.firstLine + Int(line.number) }
}

/// A line of an input that is not blank, and its place there.
struct ScannedLine {
  let document: Document
  let line: Line
  let file: Path
  /// 1-based, blank lines counted.
  let number: Int
  /// Of its first byte in the file, unpacked; see `ScannedLines.offset`.
  let offset: Int

  init(_ lines: ScannedLines, _ line: Line) {
    document = lines.document
    self.line = line
    file = lines.file
    number = lines.number(of: line)
    offset = lines.offset + Int(line.start)
  }

  /// Without its line end.
  var bytes: Bytes { document.bytes(of: line) }
  /// As it stands in the file, where that is framed otherwise.
  var original: Bytes { document.original(of: line) }
  /// The node of its value; only for a line that has no `problem`.
  var root: UInt32 { line.root }
  /// Why it is no JSON.
  var problem: SyntaxError? { line.problem }
  /// "in.jsonl:3"
  var place: MessageText { "\(file):\(number)" }
}
