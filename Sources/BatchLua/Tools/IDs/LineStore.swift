internal import BatchModel
internal import LazyJSON

/// The lines of some inputs, to be read again in any order: of each its place in its file is kept, and
/// 8 bits for marks. An input that cannot be read at any place (a pipe, a packed file, one that is
/// framed otherwise) is copied into a file without a name.
final class LineStore {
  private var table = LineTable()
  private var numbers = LineNumbers()
  private var inputs: [Input] = []
  private let files = RereadFiles()
  private var copies: CopiedLines?
  /// From which line on copied rows stand below which header.
  private var headers: [(line: UInt32, header: [UInt8])] = []
  private let framing: InputFraming
  private let keeps: Kept
  private var window = LineWindow()

  /// What can be read again of a line.
  enum Kept { case nothing, line, lineAndOriginal }

  private struct Input {
    let path: Path
    /// The number of its first line among all.
    let first: UInt32
    /// nil when its lines are copied.
    let file: Int?
  }

  init(framing: InputFraming, keeping keeps: Kept = .line) {
    self.framing = framing
    self.keeps = keeps
  }

  var count: Int { table.count }

  /// Bytes that are held for the lines.
  var memory: Int { table.memory + numbers.memory }

  // MARK: Adding

  /// To be called with each chunk of lines before they are added.
  func enter(_ lines: ScannedLines) throws(RunError) {
    let header = lines.document.header
    if keeps == .lineAndOriginal && header != headers.last?.header ?? [] {
      headers.append((UInt32(count), header))
    }
    if !lines.isFirst && !inputs.isEmpty { return }
    let file = keeps == .nothing ? nil : try open(lines.input)
    inputs.append(Input(path: lines.file, first: UInt32(count), file: file))
  }

  /// nil for an input that cannot be read at any place.
  private func open(_ input: RunInput) throws(RunError) -> Int? {
    guard framing == .jsonl, input.isRepeatable, let path = input.path else { return nil }
    return try files.add(path)
  }

  /// Adds a line; the result is its number among all.
  func add(_ line: ScannedLine, marks: UInt8 = 0) throws(RunError) -> UInt32 {
    if count == Int(UInt32.max) { throw Self.tooMany }
    if keeps == .nothing { return table.append(place: 0, marks: marks) }
    var place = line.offset
    if let input = inputs.last, input.file == nil {
      if copies == nil { copies = try CopiedLines() }
      place = try copies!.append(line.bytes)
      if keeps == .lineAndOriginal { try copies!.append(behind: line.bytes, line.original) }
    }
    numbers.append(line.number)
    return table.append(place: place, marks: marks)
  }

  private static var tooMany: RunError {
    RunError(.record, "there are more than \(UInt32.max) lines; take fewer files at a time")
  }

  /// Adds a line that is in no input.
  func addNone() throws(RunError) -> UInt32 {
    if count == Int(UInt32.max) { throw Self.tooMany }
    if keeps != .nothing { numbers.append() }
    return table.append(place: 0)
  }

  // MARK: Marks

  /// Notes a number for a line of which nothing is kept.
  func note(_ number: UInt32, of line: UInt32) { table.set(place: number, of: line) }

  /// The number that was noted.
  func noted(of line: UInt32) -> UInt32 { UInt32(truncatingIfNeeded: table.place(of: line)) }

  func marks(of line: UInt32) -> UInt8 { table.marks(of: line) }
  func set(_ marks: UInt8, of line: UInt32) { table.set(marks, of: line) }

  // MARK: Reading

  /// The bytes of a line, valid until another one is read.
  func bytes(of line: UInt32) throws(RunError) -> Bytes {
    let input = inputs[inputIndex(of: line)]
    let place = table.place(of: line)
    if let file = input.file {
      return try window.line(at: place, of: file) {
        (space, place) throws(RunError) in try files.read(file, into: space, at: place)
      }
    }
    guard let copies else { return Bytes(start: nil, count: 0) }
    try copies.flush()
    return try window.line(at: place, of: -1) {
      (space, place) throws(RunError) in try copies.read(into: space, at: place)
    }
  }

  /// Puts the value of a line into a document, and where it is kept what that was made of.
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
    guard keeps == .lineAndOriginal, let copies, inputs[inputIndex(of: line)].file == nil,
      let original = try copies.original(behind: table.place(of: line) + bytes.count + 1)
    else { return }
    let header =
      headers.isEmpty ? [] : headers[headers.number(ofLast: { $0.line <= line })].header
    original.withUnsafeBufferPointer { document.noteOriginal($0, below: header) }
  }

  /// A line whose value was loaded into a document.
  func scanned(_ line: UInt32, in document: Document) -> ScannedLine {
    let (file, number) = place(of: line)
    let origin = Origin(file: file, firstLine: number, firstRecord: 1)
    let lines = ScannedLines(
      document: document, origin: origin, input: .file(file), offset: 0, isFirst: false)
    return lines.scanned(document.lines[0])
  }

  /// The file of a line, and its 1-based number there.
  func place(of line: UInt32) -> (file: Path, number: Int) {
    (inputs[inputIndex(of: line)].path, numbers[line])
  }

  private func inputIndex(of line: UInt32) -> Int {
    inputs.number(ofLast: { $0.first <= line })
  }

  /// To be called when all has been read; throws when a file is not as it was.
  func end() throws(RunError) { try files.end() }
}
