internal import BatchModel
internal import LazyJSON

/// The lines of some inputs, to be read again in any order. Stores the offset of each line in its
/// file, and 8 bits for marks. An input without random access (a pipe, a packed file, another
/// framing than JSON Lines) is copied to an unnamed temporary file.
final class LineStore {
  private var table = LineTable()
  private var numbers = LineNumbers()
  private var inputs: [Input] = []
  private let files = RereadFiles()
  private var copies: CopiedLines?
  /// For copied rows: each header, with the first line below it.
  private var headers: [(line: UInt32, header: [UInt8])] = []
  private let framing: InputFraming
  private let keeps: Kept
  private var window = LineWindow()

  /// The parts of a line that can be read again.
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

  /// Bytes in use for the lines.
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

  /// Returns nil for an input without random access.
  private func open(_ input: RunInput) throws(RunError) -> Int? {
    guard framing == .jsonl, input.isRepeatable, let path = input.path else { return nil }
    return try files.add(path)
  }

  /// Adds a line; returns its number among all.
  func add(_ line: ScannedLine, marks: UInt8 = 0) throws(RunError) -> UInt32 {
    if count == Int(UInt32.max) { throw Self.tooMany }
    if keeps == .nothing { return table.append(offset: 0, marks: marks) }
    var offset = line.offset
    if let input = inputs.last, input.file == nil {
      if copies == nil { copies = try CopiedLines() }
      offset = try copies!.append(line.bytes)
      if keeps == .lineAndOriginal { try copies!.append(behind: line.bytes, line.original) }
    }
    numbers.append(line.number)
    return table.append(offset: offset, marks: marks)
  }

  private static var tooMany: RunError {
    RunError(.record, "there are more than \(UInt32.max) lines; take fewer files at a time")
  }

  /// Adds a line that is in no input.
  func addNone() throws(RunError) -> UInt32 {
    if count == Int(UInt32.max) { throw Self.tooMany }
    if keeps != .nothing { numbers.append() }
    return table.append(offset: 0)
  }

  // MARK: Marks

  /// Stores a number for a line; only in a store that retains nothing of its lines.
  func note(_ number: UInt32, of line: UInt32) { table.set(offset: number, of: line) }

  /// The number that `note` stored.
  func noted(of line: UInt32) -> UInt32 { UInt32(truncatingIfNeeded: table.offset(of: line)) }

  func marks(of line: UInt32) -> UInt8 { table.marks(of: line) }
  func set(_ marks: UInt8, of line: UInt32) { table.set(marks, of: line) }

  // MARK: Reading

  /// The bytes of a line, valid until another one is read.
  func bytes(of line: UInt32) throws(RunError) -> Bytes {
    let input = inputs[inputIndex(of: line)]
    let offset = table.offset(of: line)
    if let file = input.file {
      return try window.line(at: offset, of: file) {
        (space, offset) throws(RunError) in try files.read(file, into: space, at: offset)
      }
    }
    guard let copies else { return Bytes(start: nil, count: 0) }
    try copies.flush()
    return try window.line(at: offset, of: -1) {
      (space, offset) throws(RunError) in try copies.read(into: space, at: offset)
    }
  }

  /// Loads the value of a line into a document, and its original if that is retained.
  func load(_ line: UInt32, into document: Document, with indexer: borrowing Indexer)
    throws(RunError)
  {
    let bytes = try bytes(of: line)
    do throws(SyntaxError) {
      try document.load(bytes, with: indexer)
    } catch {
      let (file, number) = position(of: line)
      if error.isShortOfMemory {
        throw RunError.refusedMemory(0, bytes.count).located(in: file, from: number)
      }
      throw RunError(.io, "\(file):\(number): the line changed while it was read")
    }
    guard keeps == .lineAndOriginal, let copies, inputs[inputIndex(of: line)].file == nil,
      let original = try copies.original(behind: table.offset(of: line) + bytes.count + 1)
    else { return }
    let header =
      headers.isEmpty ? [] : headers[headers.number(ofLast: { $0.line <= line })].header
    original.withUnsafeBufferPointer { document.noteOriginal($0, below: header) }
  }

  /// A line whose value was loaded into a document.
  func scanned(_ line: UInt32, in document: Document) -> ScannedLine {
    let (file, number) = position(of: line)
    let origin = Origin(file: file, firstLine: number, firstRecord: 1)
    let lines = ScannedLines(
      document: document, origin: origin, input: .file(file), offset: 0, isFirst: false)
    return lines.scanned(document.lines[0])
  }

  /// The file of a line, and its 1-based number there.
  func position(of line: UInt32) -> (file: Path, number: Int) {
    (inputs[inputIndex(of: line)].path, numbers[line])
  }

  private func inputIndex(of line: UInt32) -> Int {
    inputs.number(ofLast: { $0.first <= line })
  }

  /// To be called when all has been read; throws if a file has changed meanwhile.
  func end() throws(RunError) { try files.end() }
}
