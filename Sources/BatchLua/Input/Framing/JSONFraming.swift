internal import LazyJSON

/// Reads JSON values that may span lines: one after another, with or without commas between them,
/// or as the elements of arrays. Each value becomes a line: line ends between its tokens are
/// removed, all other bytes copied. Indexing the lines validates them.
final class JSONFraming: ChunkReader {
  let name: String
  private var buffer: FileBuffer
  private var isStarted = false
  /// The 0-based number of the current line, and the number of its bytes before the buffer.
  private var line = 0
  private var column = 0
  /// The line where the current array begins; nil outside of arrays.
  private var arrayLine: Int?
  /// What was read last in the current array. A broken value may have taken a comma with it.
  private enum Token { case start, value, comma, unclear }
  private var last = Token.start

  /// The most bytes of a value.
  private let maxLine: LineLimit

  /// Whether a value that does not close becomes an invalid line, up to the end of the file, an
  /// array that does not close is accepted, and so are wrong commas in arrays.
  private let isLenient: Bool

  init(_ file: InputFile, maxLine: LineLimit, isLenient: Bool = false) {
    buffer = FileBuffer(file)
    self.isLenient = isLenient
    self.maxLine = LineReader.bounded(maxLine)
    name = file.name
  }

  func next(into document: Document) throws(RunError) -> Bool {
    if !isStarted { try start() }
    let first = line
    while document.framedBytes < framedChunk, try findValue() {
      let number = line - first
      document.addLineNumber(UInt32(number))
      switch buffer[0] {
      case UInt8(ascii: "{"), UInt8(ascii: "["), UInt8(ascii: "\""):
        try takeValue(to: document, number)
      case UInt8(ascii: "]"):
        let problem =
          arrayLine == nil ? "a ']' that closes nothing" : "a ',' with no value behind it"
        arrayLine = nil
        document.addFault(problem, take(1))
      case UInt8(ascii: ","):
        document.addFault("a ',' with no value before it", take(1))
      default: try takeScalar(to: document, number)
      }
    }
    document.endLineNumbers(UInt32(line - first))
    return document.text.count > 0
  }

  private func start() throws(RunError) {
    isStarted = true
    _ = try buffer.has(4)
    if let name = buffer.rest.nameOfUTF16 {
      throw RunError(.io, "\(self.name) is \(OtherEncoding.text(name))")
    }
  }

  /// Skips all bytes between values; false at the end of the file.
  private func findValue() throws(RunError) -> Bool {
    while try buffer.has(1) {
      switch buffer[0] {
      case 0x0A:
        line += 1
        column = -1
      case 0x20, 0x09, 0x0D: break
      case UInt8(ascii: ","):
        if isInArray && (last == .start || last == .comma) { return true }
        last = .comma
      case 0xEF where try isMark(): buffer.skip(2)
      case UInt8(ascii: "[") where arrayLine == nil: (arrayLine, last) = (line, .start)
      case UInt8(ascii: "]") where arrayLine != nil && !(isInArray && last == .comma):
        arrayLine = nil
      default: return true
      }
      buffer.skip(1)
      column += 1
    }
    guard let arrayLine, !isLenient else { return false }
    throw RunError(
      .io,
      "\(name):\(arrayLine + 1): the array that begins here is not closed; is the file complete?"
    )
  }

  /// Whether commas must be where JSON has them.
  private var isInArray: Bool { arrayLine != nil && !isLenient }

  /// Notes a value; returns what is wrong with its beginning.
  private func beginValue(isBroken: Bool = false) -> String? {
    defer { last = isBroken ? .unclear : .value }
    return isInArray && last == .value ? "a value with no ',' before it" : nil
  }

  /// Whether a byte order mark follows, which concatenated files have in the middle.
  private func isMark() throws(RunError) -> Bool {
    try buffer.has(3) && buffer[1] == 0xBB && buffer[2] == 0xBF
  }

  /// Removes the next bytes and returns them; valid until more are read.
  private func take(_ count: Int) -> Bytes {
    column += count
    return buffer.take(count)
  }

  // MARK: Values

  /// Reads a number, a word, or an unknown byte.
  private func takeScalar(to document: Document, _ number: Int) throws(RunError) {
    var count = 1
    while try buffer.has(count + 1) {
      let rest = Bytes(rebasing: buffer.rest[count...])
      let more = rest.endOfScalar
      count += more
      if count > maxLine.bytes { throw RunError.longLine(number, limit: maxLine) }
      if more < rest.count { break }
    }
    if buffer[0] != UInt8(ascii: "}"), let problem = beginValue() {
      return document.addFault(problem, take(count))
    }
    try append(take(count), to: document, number)
    document.appendText(0x0A)
  }

  /// Reads an object, an array or a string, to its end.
  private func takeValue(to document: Document, _ number: Int) throws(RunError) {
    var scan = ValueScan(column: column)
    while !scan.isDone, try buffer.has(scan.count + 1) {
      scan.read(buffer.rest)
      if scan.count > maxLine.bytes { throw RunError.longLine(number, limit: maxLine) }
    }
    guard scan.isDone else {
      let problem =
        "the value that begins here does not close: whether others follow cannot be told; is the "
        + "file complete?"
      guard isLenient else { throw RunError.line(number, "\(problem)") }
      line += scan.lines
      return document.addFault(problem, take(scan.count).withoutLineEnd)
    }
    let bytes = take(scan.count)
    line += scan.lines
    if scan.lines > 0 { column = scan.lastColumn }
    if let problem = beginValue(isBroken: scan.isBroken) {
      return document.addFault(problem, bytes)
    }
    if scan.isBroken { document.addOriginal(bytes) }
    if scan.lines == 0 && !scan.hasReturns {
      try append(bytes, to: document, number)
    } else {
      let space = try room(for: bytes.count, in: document, number)
      document.extendText(by: scan.onOneLine(bytes, to: space))
    }
    document.appendText(0x0A)
    buffer.shrink()
  }

  private func append(
    _ bytes: Bytes, to document: Document, _ number: Int
  ) throws(RunError) {
    guard let start = bytes.baseAddress else { return }
    try room(for: bytes.count, in: document, number).update(from: start, count: bytes.count)
    document.extendText(by: bytes.count)
  }

  private func room(
    for count: Int, in document: Document, _ number: Int
  ) throws(RunError) -> UnsafeMutablePointer<UInt8> {
    guard let space = document.tryReserveText(count) else {
      throw RunError.refusedMemory(number, document.text.count)
    }
    return space
  }
}

extension Bytes {
  /// The bytes without trailing line ends.
  fileprivate var withoutLineEnd: Bytes {
    var count = count
    while count > 0, self[count - 1] == 0x0A || self[count - 1] == 0x0D { count -= 1 }
    return Bytes(rebasing: self[..<count])
  }

  /// The number of bytes before the end of a number or a word.
  fileprivate var endOfScalar: Int {
    for index in 0..<count {
      switch self[index] {
      case 0x20, 0x09, 0x0A, 0x0D, 0x22, 0x2C, 0x5B, 0x5D, 0x7B, 0x7D: return index
      default: continue
      }
    }
    return count
  }
}
