internal import LazyJSON

/// Rows of CSV as RFC 4180 has it: fields in quotes may hold separators, line ends and doubled
/// quotes. Blank lines are passed over. All that is thrown names the file and the line, and ends
/// the reading: the bytes behind it may be part of anything.
final class CSVParser {
  private let name: String
  private let separator: UInt8
  private let input: TextInput
  /// Decoded fields of the current row, one behind another, and where each ends.
  private var text = ByteBuffer()
  private var ends: [Int] = []
  private var fault: RowFault?
  /// The line at which the current row begins.
  private(set) var line = 0
  /// The line that will be read next.
  private(set) var nextLine = 1
  /// The names of the columns, and their row as it was read.
  private(set) var names: [[UInt8]] = []
  private(set) var header: [UInt8] = []
  /// What separates the fields more likely than what was asked for, if the rows hold it too.
  private var likelySeparator: UInt8?

  private static let quote = UInt8(ascii: "\"")

  /// What came next.
  enum Row {
    case row
    /// A row that has not the form of the others; the next one can be read all the same.
    case fault(RowFault)
    case end
  }

  struct RowFault {
    let message: String
    /// Where in the file it is.
    let line: Int
  }

  init(_ input: TextInput, name: String, separator: UInt8) {
    self.input = input
    self.name = name
    self.separator = separator
  }

  /// The error with the file's name and the line.
  func failure(_ message: String, at line: Int? = nil) -> BindingError {
    BindingError("\(name):\(line ?? nextLine): \(message)")
  }

  // MARK: Rows

  /// Reads the first row: the names of the columns, none of which may come twice; none in an empty
  /// file. To be called first.
  func readHeader() throws(BindingError) {
    switch try readAny() {
    case .end: return
    case .fault(let fault): throw failure(fault.message, at: fault.line)
    case .row: break
    }
    for index in ends.indices {
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
    if ends.count == names.count { return .row }
    return .fault(
      RowFault(
        message: "the row has \(ends.count) field\(ends.count == 1 ? "" : "s"), the header "
          + "\(names.count)", line: line))
  }

  /// Throws when the first row holds, too, what the one column of the header holds.
  private func check(_ likely: UInt8) throws(BindingError) {
    likelySeparator = nil
    guard source.contains(likely) else { return }
    let text = likely == 0x09 ? "\\t" : String(UnicodeScalar(likely))
    throw failure(
      "the header is one column, '\(String(decoding: names[0], as: UTF8.self))', and both it and this row "
        + "hold '\(text)': \(input.maxLine.names(.separator, "'\(text)'")), or separator = \"\(text)\" in a script, makes "
        + "columns of them; one column with such a name has it in quotes", at: line)
  }

  /// A field of the current row, valid until the next is read.
  func field(_ index: Int) -> Bytes {
    Bytes(rebasing: text.elements[(index == 0 ? 0 : ends[index - 1])..<ends[index]])
  }

  /// The bytes of the current row without its line end, valid as fields are.
  var source: Bytes {
    var bytes = input.marked
    if bytes.last == 0x0A { bytes = Bytes(rebasing: bytes.dropLast()) }
    return bytes.last == 0x0D ? Bytes(rebasing: bytes.dropLast()) : bytes
  }

  private func readAny() throws(BindingError) -> Row {
    text.count = 0
    ends.removeAll(keepingCapacity: true)
    fault = nil
    repeat {
      guard try peek() != nil else { return .end }
      line = nextLine
      input.mark()
    } while try passBlank()
    while fault == nil, try readField() {}
    if let fault {
      try passLine()
      return .fault(fault)
    }
    if let at = text.elements.firstBadByte {
      return .fault(
        RowFault(message: OtherEncoding.text(text.elements, at, place: column(at)), line: line(at)))
    }
    if let at = text.elements.firstIndex(of: 0) {
      return .fault(RowFault(message: "there is\(column(at)) \(OtherEncoding.nul)", line: line(at)))
    }
    return .row
  }

  /// " in column 'text'" for a byte of the fields, empty for those of the header.
  private func column(_ at: Int) -> String {
    guard let index = ends.firstIndex(where: { at < $0 }), index < names.count else { return "" }
    return " in column '\(String(decoding: names[index], as: UTF8.self))'"
  }

  /// The line of the file in which a byte of the fields stands.
  private func line(_ at: Int) -> Int { line + text.elements[..<at].count { $0 == 0x0A } }

  /// Passes over a blank line; false where there is none, and for a fault.
  private func passBlank() throws(BindingError) -> Bool {
    guard let byte = try peek(), byte == 0x0A || byte == 0x0D else { return false }
    try readLineEnd()
    return fault == nil
  }

  /// Passes over what is left of a line.
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

  /// Whether another field follows in the row.
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
    ends.append(text.count)
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
    text.append(byte)
    if text.count > input.maxLine.bytes { throw tooLong }
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

  // What the file itself fails with is said as it is.

  @inline(__always)
  private func next() throws(BindingError) -> UInt8? {
    do throws(RunError) { return try input.byte() } catch { throw BindingError(error.description) }
  }

  @inline(__always)
  private func peek() throws(BindingError) -> UInt8? {
    do throws(RunError) { return try input.peek() } catch { throw BindingError(error.description) }
  }
}
