internal import LazyJSON

/// Reads rows of CSV by RFC 4180: quoted fields may hold separators, line ends and doubled quotes.
/// Blank lines are skipped. Knows no columns. Every error names the file and the line, and ends the
/// reading: after it, it is unknown whether bytes are inside of quotes.
final class CSVScanner {
  private let name: String
  private let separator: UInt8
  private let input: TextInput
  /// The current row, valid until the next one is read.
  private(set) var row = CSVRow()
  private var fault: CSVRow.Fault?
  /// The line that will be read next.
  private(set) var nextLine = 1

  static let quote = UInt8(ascii: "\"")

  /// The result of reading a row.
  enum Row {
    case row
    /// A row with an error that does not affect the next row.
    case fault(CSVRow.Fault)
    case end
  }

  init(_ input: TextInput, name: String, separator: UInt8) {
    self.input = input
    self.name = name
    self.separator = separator
  }

  /// An error with the name of the file and the line.
  func failure(_ message: String, at line: Int? = nil) -> BindingError {
    BindingError("\(name):\(line ?? nextLine): \(message)")
  }

  /// The bytes of the current row without its line end, valid until the next row is read.
  var source: Bytes {
    var bytes = input.marked
    if bytes.last == 0x0A { bytes = Bytes(rebasing: bytes.dropLast()) }
    return bytes.last == 0x0D ? Bytes(rebasing: bytes.dropLast()) : bytes
  }

  /// Reads the next row, also one with a field too many or too few.
  func next() throws(BindingError) -> Row {
    fault = nil
    repeat {
      guard try peek() != nil else { return .end }
      row.begin(at: nextLine)
      input.mark()
    } while try passBlank()
    while fault == nil, try readField() {}
    if let fault {
      try passLine()
      return .fault(fault)
    }
    return .row
  }

  /// Skips a blank line; false if the next line is not blank.
  private func passBlank() throws(BindingError) -> Bool {
    guard let byte = try peek(), byte == 0x0A || byte == 0x0D else { return false }
    try readLineEnd()
    return fault == nil
  }

  /// Skips the rest of a line.
  private func passLine() throws(BindingError) {
    while let byte = try take() {
      if byte == 0x0A {
        nextLine += 1
        return
      }
      if input.marked.count > input.maxLine.bytes { throw tooLong }
    }
  }

  private func note(_ message: String) {
    fault = CSVRow.Fault(message: message, line: nextLine)
  }

  private func readLineEnd() throws(BindingError) {
    if try take() == 0x0D {
      guard try peek() == 0x0A else {
        return note("a carriage return that ends no line; lines end with LF or CR LF")
      }
      _ = try take()
    }
    nextLine += 1
  }

  // MARK: Fields

  /// Reads a field. Returns whether another one follows in the row.
  private func readField() throws(BindingError) -> Bool {
    if try peek() == Self.quote {
      try readQuoted()
    } else {
      while let byte = try peek(), byte != separator, byte != 0x0A, byte != 0x0D {
        if byte == Self.quote {
          note("a quote inside of a field that does not begin with one")
          return false
        }
        try append(byte)
        _ = try take()
      }
    }
    row.endField()
    switch try peek() {
    case nil: return false
    case separator:
      _ = try take()
      return true
    case 0x0A, 0x0D:
      try readLineEnd()
      return false
    default:
      note("text after the closing quote of a field; a quote inside is doubled")
      return false
    }
  }

  @inline(__always)
  private func append(_ byte: UInt8) throws(BindingError) {
    row.append(byte)
    if row.length > input.maxLine.bytes { throw tooLong }
  }

  private var tooLong: BindingError {
    failure(
      "the row is longer than \(ByteSize.text(input.maxLine.bytes)); \(input.maxLine.remedy)",
      at: row.line)
  }

  private func readQuoted() throws(BindingError) {
    let start = nextLine
    _ = try take()
    while let byte = try take() {
      if byte == Self.quote {
        if try peek() != Self.quote { return }
        _ = try take()
      }
      if byte == 0x0A { nextLine += 1 }
      try append(byte)
    }
    throw failure(
      "a quote that is opened here is never closed: whether rows follow cannot be told", at: start)
  }

  // An error of the file needs no line.

  @inline(__always)
  private func take() throws(BindingError) -> UInt8? {
    do throws(RunError) { return try input.byte() } catch { throw BindingError(error.description) }
  }

  @inline(__always)
  private func peek() throws(BindingError) -> UInt8? {
    do throws(RunError) { return try input.peek() } catch { throw BindingError(error.description) }
  }
}
