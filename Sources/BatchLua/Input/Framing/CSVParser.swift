internal import LazyJSON

/// The rows of a CSV file by the columns that its first row names. The errors are those of
/// `CSVScanner`.
final class CSVParser {
  private let scanner: CSVScanner
  private let separator: UInt8
  private let options: OptionNames
  /// The names of the columns, and the bytes of their row.
  private(set) var names: [[UInt8]] = []
  private(set) var header: [UInt8] = []
  /// A likelier separator than the given one, to be confirmed by the first row.
  private var likelySeparator: UInt8?

  init(_ input: TextInput, name: String, separator: UInt8) {
    scanner = CSVScanner(input, name: name, separator: separator)
    self.separator = separator
    options = input.maxLine.names
  }

  /// The line at which the current row begins.
  var line: Int { scanner.row.line }
  /// The line that will be read next.
  var nextLine: Int { scanner.nextLine }
  /// The bytes of the current row without its line end, valid until the next row is read.
  var source: Bytes { scanner.source }

  /// A field of the current row, valid until the next row is read.
  func field(_ index: Int) -> Bytes { scanner.row.field(index) }

  /// An error with the name of the file and the line.
  func failure(_ message: String, at line: Int? = nil) -> BindingError {
    scanner.failure(message, at: line)
  }

  /// Reads the first row: the unique names of the columns; none in an empty file. To be called
  /// first.
  func readHeader() throws(BindingError) {
    switch try next() {
    case .end: return
    case .fault(let fault): throw failure(fault.message, at: fault.line)
    case .row: break
    }
    for index in 0..<scanner.row.count {
      let field = field(index)
      if names.contains(where: { field.elementsEqual($0) }) {
        throw failure("the header has '\(field.string)' twice", at: line)
      }
      names.append(Array(field))
    }
    header = Array(source)
    if names.count == 1, header.first != CSVScanner.quote {
      likelySeparator = ";\t|,".utf8.first { $0 != separator && header.contains($0) }
    }
  }

  /// Reads a row with a field for each column.
  func readRow() throws(BindingError) -> CSVScanner.Row {
    let next = try next()
    guard case .row = next else { return next }
    if let likelySeparator { try check(likelySeparator) }
    let count = scanner.row.count
    if count == names.count { return .row }
    return .fault(
      CSVRow.Fault(
        message: "the row has \(count) field\(count == 1 ? "" : "s"), the header \(names.count)",
        line: line))
  }

  /// Throws if the first row holds the likely separator, too.
  private func check(_ likely: UInt8) throws(BindingError) {
    likelySeparator = nil
    guard source.contains(likely) else { return }
    let text = likely == 0x09 ? "\\t" : String(UnicodeScalar(likely))
    throw failure(
      "the header is one column, '\(String(decoding: names[0], as: UTF8.self))', and both it and "
        + "this row hold '\(text)': \(options(.separator, "'\(text)'")), or separator = "
        + "\"\(text)\" in a script, makes columns of them; one column with such a name has it in "
        + "quotes", at: line)
  }

  /// Reads a row whose bytes are text.
  private func next() throws(BindingError) -> CSVScanner.Row {
    let next = try scanner.next()
    guard case .row = next, let fault = scanner.row.badByte(names) else { return next }
    return .fault(fault)
  }
}
