internal import CLua
internal import LazyJSON

/// `batch.csv`: the rows of a file as RFC 4180 has it, by the names of its first row. Blank lines
/// are passed over.
final class CSVReader: TextReader {
  private let separator: UInt8
  /// Decoded fields of the current row, one behind another, and where each ends.
  private var text = ByteBuffer()
  private var ends: [Int] = []
  /// The names of the header, in memory that stays where it is.
  private var names: [bl_value] = []
  private var header = ByteBuffer()
  /// Name, value, name, value.
  private var pairs: UnsafeMutableBufferPointer<bl_value> = .init(start: nil, count: 0)
  /// The physical line that is being read.
  private var current = 1

  private static let quote = UInt8(ascii: "\"")

  init(_ path: Path, separator: UInt8) throws {
    self.separator = separator
    try super.init(path, .csv)
    try readHeader()
  }

  deinit { pairs.deallocate() }

  private func failure(_ message: String, at line: Int? = nil) -> BindingError {
    BindingError("\(name):\(line ?? current): \(message)")
  }

  private func readHeader() throws {
    guard try readRow() else { return }
    swap(&header, &text)
    var seen: Set<[UInt8]> = []
    for index in ends.indices {
      let name = field(index, in: header.elements)
      guard seen.insert(Array(name)).inserted else {
        throw failure("the header has '\(name.string)' twice", at: line)
      }
      names.append(bl_value(bytes: name))
    }
    pairs = .allocate(capacity: 2 * names.count)
    for (index, name) in names.enumerated() { pairs.initializeElement(at: 2 * index, to: name) }
  }

  private func field(_ index: Int, in text: Bytes) -> Bytes {
    Bytes(rebasing: text[(index == 0 ? 0 : ends[index - 1])..<ends[index]])
  }

  override func read(_ engine: Engine, _ call: inout bl_call) throws {
    try checkOpen()
    guard try readRow() else {
      input = nil
      return call.return(bl_value())
    }
    guard ends.count == names.count else {
      throw failure("the row has \(ends.count) fields, the header \(names.count)", at: line)
    }
    for index in names.indices {
      pairs.initializeElement(
        at: 2 * index + 1, to: bl_value(bytes: field(index, in: text.elements)))
    }
    var row = bl_value()
    row.tag = BL_ROW.rawValue
    row.row.pairs = UnsafePointer(pairs.baseAddress)
    row.row.count = names.count
    call.return(row)
  }

  /// Reads a row into `text` and `ends`; false at the end of the file.
  private func readRow() throws -> Bool {
    text.count = 0
    ends.removeAll(keepingCapacity: true)
    while let byte = try input?.peek(), byte == 0x0A || byte == 0x0D { try readLineEnd() }
    guard try input?.peek() != nil else { return false }
    line = current
    while try readField() {}
    return true
  }

  private func readLineEnd() throws {
    if try input!.byte() == 0x0D, try input!.byte() != 0x0A {
      throw failure("a carriage return that ends no line; lines end with LF or CR LF")
    }
    current += 1
  }

  /// Whether another field follows in the row.
  private func readField() throws -> Bool {
    let input = input!
    if try input.peek() == Self.quote {
      try readQuoted(input)
    } else {
      while let byte = try input.peek(), byte != separator, byte != 0x0A, byte != 0x0D {
        if byte == Self.quote {
          throw failure("a quote inside of a field that does not begin with one")
        }
        text.append(byte)
        _ = try input.byte()
      }
    }
    ends.append(text.count)
    switch try input.peek() {
    case nil: return false
    case separator:
      _ = try input.byte()
      return true
    case 0x0A, 0x0D:
      try readLineEnd()
      return false
    default: throw failure("text after the closing quote of a field; a quote inside is doubled")
    }
  }

  private func readQuoted(_ input: TextInput) throws {
    let start = current
    _ = try input.byte()
    while let byte = try input.byte() {
      if byte == Self.quote {
        if try input.peek() != Self.quote { return }
        _ = try input.byte()
      }
      if byte == 0x0A { current += 1 }
      text.append(byte)
    }
    throw failure("a quote that is opened here is never closed", at: start)
  }
}
