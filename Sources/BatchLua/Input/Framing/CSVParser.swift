internal import LazyJSON

/// Parses CSV by RFC 4180: quoted fields may hold separators, line ends and doubled quotes. Blank
/// lines are skipped. Every error names the file and the line, and ends the reading: after it, it
/// is unknown whether bytes are inside of quotes.
final class CSVParser {
  private let name: String
  private let separator: UInt8
  private let input: TextInput
  private var row = CSVRow()
  private var fault: RowFault?
  /// The line that will be read next.
  private(set) var nextLine = 1
  /// The names of the columns, and the bytes of their row.
  private(set) var names: [[UInt8]] = []
  private(set) var header: [UInt8] = []
  /// A likelier separator than the given one, to be confirmed by the first row.
  private var likelySeparator: UInt8?

  /// The line at which the current row begins.
  var line: Int { row.line }

  private static let quote = UInt8(ascii: "\"")

  /// The result of reading a row.
  enum Row {
    case row
    /// A row with an error that does not affect the next row.
    case fault(RowFault)
    case end
  }

  struct RowFault {
    let message: String
    /// The line of the file.
    let line: Int
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

  // MARK: Rows

  /// Reads the first row: the unique names of the columns; none in an empty file. To be called
  /// first.
  func readHeader() throws(BindingError) {
    switch try readAny() {
    case .end: return
    case .fault(let fault): throw failure(fault.message, at: fault.line)
    case .row: break
    }
    for index in 0..<row.count {
      let field = field(index)
      if names.contains(where: { field.elementsEqual($0) }) {
        throw failure("the header has '\(field.string)' twice", at: line)
      }
      names.append(Array(field))
    }
    header = Array(source)
    if names.count == 1, header.first != Self.quote {
      likelySeparator = ";\t|,".utf8.first { $0 != separator && header.contains($0) }
    }
  }

  /// Reads a row with a field for each column.
  func readRow() throws(BindingError) -> Row {
    let row = try readAny()
    guard case .row = row else { return row }
    if let likelySeparator { try check(likelySeparator) }
    if self.row.count == names.count { return .row }
    return .fault(
      RowFault(
        message: "the row has \(self.row.count) field\(self.row.count == 1 ? "" : "s"), the header "
          + "\(names.count)", line: line))
  }

  /// Throws if the first row holds the likely separator, too.
  private func check(_ likely: UInt8) throws(BindingError) {
    likelySeparator = nil
    guard source.contains(likely) else { return }
    let text = likely == 0x09 ? "\\t" : String(UnicodeScalar(likely))
    throw failure(
      "the header is one column, '\(String(decoding: names[0], as: UTF8.self))', and both it and this row "
        + "hold '\(text)': \(input.maxLine.names(.separator, "'\(text)'")), or separator = \"\(text)\" in a script, makes "
        + "columns of them; one column with such a name has it in quotes", at: line)
  }

  /// A field of the current row, valid until the next row is read.
  func field(_ index: Int) -> Bytes { row.field(index) }

  /// The bytes of the current row without its line end, valid until the next row is read.
  var source: Bytes {
    var bytes = input.marked
    if bytes.last == 0x0A { bytes = Bytes(rebasing: bytes.dropLast()) }
    return bytes.last == 0x0D ? Bytes(rebasing: bytes.dropLast()) : bytes
  }

  private func readAny() throws(BindingError) -> Row {
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
    if let fault = row.badByte(names) { return .fault(fault) }
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
    while let byte = try next() {
      if byte == 0x0A {
        nextLine += 1
        return
      }
      if input.marked.count > input.maxLine.bytes { throw tooLong }
    }
  }

  private func note(_ message: String) {
    fault = RowFault(message: message, line: nextLine)
  }

  private func readLineEnd() throws(BindingError) {
    if try next() == 0x0D {
      guard try peek() == 0x0A else {
        return note("a carriage return that ends no line; lines end with LF or CR LF")
      }
      _ = try next()
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
        _ = try next()
      }
    }
    row.endField()
    switch try peek() {
    case nil: return false
    case separator:
      _ = try next()
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
      at: line)
  }

  private func readQuoted() throws(BindingError) {
    let start = nextLine
    _ = try next()
    while let byte = try next() {
      if byte == Self.quote {
        if try peek() != Self.quote { return }
        _ = try next()
      }
      if byte == 0x0A { nextLine += 1 }
      try append(byte)
    }
    throw failure(
      "a quote that is opened here is never closed: whether rows follow cannot be told", at: start)
  }

  // An error of the file needs no line.

  @inline(__always)
  private func next() throws(BindingError) -> UInt8? {
    do throws(RunError) { return try input.byte() } catch { throw BindingError(error.description) }
  }

  @inline(__always)
  private func peek() throws(BindingError) -> UInt8? {
    do throws(RunError) { return try input.peek() } catch { throw BindingError(error.description) }
  }
}
