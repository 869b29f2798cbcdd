internal import BatchModel
internal import LazyJSON

/// The lines of some inputs, to be read again in any order: of each its place in its file is kept, and
/// 16 bits for marks. An input that cannot be read at any place (a pipe, a packed file, one that is
/// framed otherwise) is copied into a file without a name.
final class LineStore {
  private var table = LineTable()
  private var inputs: [Input] = []
  private var copies: CopiedLines?
  /// Where the numbers of lines in their files run on otherwise: blank lines are not in the table.
  private var skews: [(line: UInt32, number: Int)] = []
  private let framing: InputFraming
  private let keepsLines: Bool
  private var window = LineWindow()

  private struct Input {
    let path: Path
    /// The number of its first line among all.
    let first: UInt32
    /// nil when its lines are copied.
    let file: InputFile?
  }

  /// Without `keepsLines` none can be read again.
  init(framing: InputFraming, keepsLines: Bool = true) {
    self.framing = framing
    self.keepsLines = keepsLines
  }

  var count: Int { table.count }

  /// Bytes that are held for the lines.
  var memory: Int { table.memory }

  // MARK: Adding

  /// To be called with each chunk of lines before they are added.
  func enter(_ lines: ScannedLines) throws(RunError) {
    if !lines.isFirst && !inputs.isEmpty { return }
    let file = keepsLines ? try open(lines.file) : nil
    inputs.append(Input(path: lines.file, first: UInt32(count), file: file))
  }

  /// nil for a file that cannot be read at any place.
  private func open(_ path: Path) throws(RunError) -> InputFile? {
    if path == "-" || path == "standard input" || framing != .jsonl { return nil }
    guard InputFile.isRegular(path) else { return nil }
    let file = try LineReader.open(path)
    return file.hasPlaces ? file : nil
  }

  /// Adds a line; the result is its number among all.
  func add(_ line: ScannedLine, marks: UInt16 = 0) throws(RunError) -> UInt32 {
    if count == Int(UInt32.max) {
      throw RunError(.record, "there are more than \(UInt32.max) lines; take fewer files at a time")
    }
    var place = line.offset
    if keepsLines, let input = inputs.last, input.file == nil {
      if copies == nil { copies = try CopiedLines() }
      place = try copies!.append(line.bytes)
    }
    let number = table.append(place: place, marks: marks)
    let skew = skews.last.map { $0.number + Int(number - $0.line) }
    if skew != line.number || number == inputs.last?.first { skews.append((number, line.number)) }
    return number
  }

  // MARK: Marks

  func marks(of line: UInt32) -> UInt16 { table.marks(of: line) }
  func set(_ marks: UInt16, of line: UInt32) { table.set(marks, of: line) }

  // MARK: Reading

  /// The bytes of a line, valid until another one is read.
  func bytes(of line: UInt32) throws(RunError) -> Bytes {
    let input = inputs[inputIndex(of: line)]
    let place = table.place(of: line)
    if let file = input.file {
      return try window.line(at: place, of: ObjectIdentifier(file)) {
        (space, place) throws(RunError) in try file.read(into: space, at: place)
      }
    }
    guard let copies else { return Bytes(start: nil, count: 0) }
    try copies.flush()
    return try window.line(at: place, of: ObjectIdentifier(copies)) {
      (space, place) throws(RunError) in try copies.read(into: space, at: place)
    }
  }

  /// Puts the value of a line into a document.
  func load(_ line: UInt32, into document: Document, with indexer: borrowing Indexer)
    throws(RunError)
  {
    let bytes = try bytes(of: line)
    do throws(SyntaxError) {
      try document.load(bytes, with: indexer)
    } catch {
      let (file, number) = place(of: line)
      if error.isShortOfMemory { throw RunError.refusedMemory(number, bytes.count) }
      throw RunError(.io, "\(file):\(number): the line changed while it was read")
    }
  }

  /// A line whose value was loaded into a document.
  func scanned(_ line: UInt32, in document: Document) -> ScannedLine {
    let (file, number) = place(of: line)
    let origin = Origin(file: file, firstLine: number, firstRecord: 1)
    return ScannedLines(document: document, origin: origin, offset: 0, isFirst: false)
      .scanned(document.lines[0])
  }

  /// The file of a line, and its 1-based number there.
  func place(of line: UInt32) -> (file: Path, number: Int) {
    var (low, high) = (0, skews.count)
    while low < high {
      let middle = (low + high) / 2
      if skews[middle].line <= line { low = middle + 1 } else { high = middle }
    }
    let skew = skews[low - 1]
    return (inputs[inputIndex(of: line)].path, skew.number + Int(line - skew.line))
  }

  private func inputIndex(of line: UInt32) -> Int {
    var (low, high) = (0, inputs.count)
    while low < high {
      let middle = (low + high) / 2
      if inputs[middle].first <= line { low = middle + 1 } else { high = middle }
    }
    return low - 1
  }

  /// To be called when all has been read; throws when a file is not as it was.
  func end() throws(RunError) { for input in inputs { try input.file?.end() } }
}
