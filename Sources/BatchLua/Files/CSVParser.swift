internal import LazyJSON

/// Rows of CSV as RFC 4180 has it: fields in quotes may hold separators, line ends and doubled
/// quotes. Blank lines are passed over. All that is thrown names the file and the line.
final class CSVParser {
  private let name: String
  private let separator: UInt8
  private let input: TextInput
  /// Decoded fields of the current row, one behind another, and where each ends.
  private var text = ByteBuffer()
  private var ends: [Int] = []
  /// The line at which the current row begins.
  private(set) var line = 0
  /// The line that will be read next.
  private(set) var nextLine = 1

  private static let quote = UInt8(ascii: "\"")

  init(_ input: TextInput, name: String, separator: UInt8) {
    self.input = input
    self.name = name
    self.separator = separator
  }

  private func failure(_ message: String, at line: Int? = nil) -> BindingError {
    BindingError("\(name):\(line ?? nextLine): \(message)")
  }

  /// The fields of the first row, none of which may come twice; none in an empty file.
  func readHeader() throws(BindingError) -> [[UInt8]] {
    guard try readRow() else { return [] }
    var names: [[UInt8]] = []
    for index in ends.indices {
      let field = field(index)
      if names.contains(where: { field.elementsEqual($0) }) {
        throw failure("the header has '\(field.string)' twice", at: line)
      }
      names.append(Array(field))
    }
    return names
  }

  /// Reads a row of so many fields; false at the end of the file.
  func readRow(of count: Int) throws(BindingError) -> Bool {
    guard try readRow() else { return false }
    if ends.count == count { return true }
    throw failure("the row has \(ends.count) fields, the header \(count)", at: line)
  }

  /// A field of the current row, valid until the next is read.
  func field(_ index: Int) -> Bytes {
    Bytes(rebasing: text.elements[(index == 0 ? 0 : ends[index - 1])..<ends[index]])
  }

  private func readRow() throws(BindingError) -> Bool {
    text.count = 0
    ends.removeAll(keepingCapacity: true)
    while let byte = try peek(), byte == 0x0A || byte == 0x0D { try readLineEnd() }
    guard try peek() != nil else { return false }
    line = nextLine
    while try readField() {}
    if let at = text.elements.firstBadByte {
      let breaks = text.elements[..<at].count { $0 == 0x0A }
      throw failure(NotUTF8.text(text.elements, at), at: line + breaks)
    }
    return true
  }

  private func readLineEnd() throws(BindingError) {
    if try next() == 0x0D, try next() != 0x0A {
      throw failure("a carriage return that ends no line; lines end with LF or CR LF")
    }
    nextLine += 1
  }

  /// Whether another field follows in the row.
  private func readField() throws(BindingError) -> Bool {
    if try peek() == Self.quote {
      try readQuoted()
    } else {
      while let byte = try peek(), byte != separator, byte != 0x0A, byte != 0x0D {
        if byte == Self.quote {
          throw failure("a quote inside of a field that does not begin with one")
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
    default: throw failure("text after the closing quote of a field; a quote inside is doubled")
    }
  }

  @inline(__always)
  private func append(_ byte: UInt8) throws(BindingError) {
    text.append(byte)
    if text.count > input.maxLine { throw tooLong }
  }

  private var tooLong: BindingError {
    failure(
      "the row is longer than \(ByteSize.text(input.maxLine)); --max-line SIZE takes longer ones",
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
    throw failure("a quote that is opened here is never closed", at: start)
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
