internal import LazyJSON

/// Writes JSON objects as rows of CSV (RFC 4180 with LF). The columns are those of the first row,
/// unless the script names them. Rows that are rolled back do not determine columns.
struct CSVRows {
  private let separator: UInt8
  /// Whether the script names the columns.
  let isDeclared: Bool
  private(set) var state: State
  private var committed: State

  struct State {
    var columns: [[UInt8]]
    /// Whether the next row is the first one of its file.
    var isAtStart = true
  }

  /// `columns` is empty if the script does not name them.
  init(columns: [String] = [], separator: UInt8 = UInt8(ascii: ",")) {
    self.separator = separator
    isDeclared = !columns.isEmpty
    state = State(columns: columns.map { Array($0.utf8) })
    committed = state
  }

  mutating func commit() { committed = state }
  mutating func rollback() { state = committed }
  mutating func goBack(to state: State) { self.state = state }
  mutating func startFile() { state.isAtStart = true }
  mutating func noteHeader() { state.isAtStart = false }

  /// Whether a header is due at the end of a file without rows.
  var needsHeader: Bool { isDeclared && state.isAtStart }

  /// The length of the header with its line end.
  var headerLength: Int {
    var text = ByteBuffer()
    appendHeader(to: &text)
    return text.count
  }

  /// Appends the names of the columns and a line end.
  func appendHeader(to text: inout ByteBuffer) {
    let start = text.count
    for (index, name) in state.columns.enumerated() {
      if index > 0 { text.append(separator) }
      name.withUnsafeBufferPointer { append(field: $0, to: &text) }
    }
    close(start, &text)
    text.append(0x0A)
  }

  /// Appends the value of a document as a row, without a line end.
  mutating func append(_ document: Document, to text: inout ByteBuffer) throws(LineProblem) {
    guard document.isObject(0) else {
      throw LineProblem("a row of CSV is an object, got \(document.value(0).description)")
    }
    if state.columns.isEmpty { try takeColumns(of: document) }
    var values = [UInt32?](repeating: nil, count: state.columns.count)
    var unknown: String?
    var next = 0
    document.eachMember(of: 0) { key, value in
      let index =
        next < values.count && key.elementsEqual(state.columns[next])
        ? next : state.columns.firstIndex { key.elementsEqual($0) }
      guard let index else { return unknown = unknown ?? key.string }
      values[index] = value
      next = index + 1
    }
    if let unknown { throw noColumn(unknown) }
    let start = text.count
    for (index, value) in values.enumerated() {
      if index > 0 { text.append(separator) }
      if let value { append(value, of: document, to: &text) }
    }
    close(start, &text)
  }

  private mutating func takeColumns(of document: Document) throws(LineProblem) {
    var columns: [[UInt8]] = []
    document.eachMember(of: 0) { key, _ in
      if !columns.contains(where: { key.elementsEqual($0) }) { columns.append(Array(key)) }
    }
    if columns.isEmpty { throw LineProblem("the first row of CSV is empty: it has no columns") }
    state.columns = columns
  }

  private func noColumn(_ key: String) -> LineProblem {
    let names = state.columns.map { String(decoding: $0, as: UTF8.self) }
    let hint =
      nearName(to: key, among: names).map { "did you mean '\($0)'?" }
      ?? "the columns are \(names.joined(separator: ", "))"
    let origin = isDeclared ? "" : " (those of the first row; columns = {…} names others)"
    return LineProblem("there is no column '\(key)'; \(hint)\(origin)")
  }

  /// Appends a string itself, nothing for null, and the JSON text of other values.
  private func append(_ value: UInt32, of document: Document, to text: inout ByteBuffer) {
    switch document.value(value) {
    case .null: break
    case .string(let string): append(field: string, to: &text)
    default: append(field: document.bytes(of: value), to: &text)
    }
  }

  private func append(field: Bytes, to text: inout ByteBuffer) {
    Self.append(field: field, separator, to: &text)
  }

  /// Appends a field, quoted if needed.
  static func append(field: Bytes, _ separator: UInt8, to text: inout ByteBuffer) {
    let isPlain = !field.contains { byte in
      byte == separator || byte == 0x22 || byte == 0x0A || byte == 0x0D
    }
    if isPlain { return text.append(field) }
    text.append(0x22)
    for byte in field {
      if byte == 0x22 { text.append(0x22) }
      text.append(byte)
    }
    text.append(0x22)
  }

  /// Writes "" for an empty row because most readers skip empty lines.
  private func close(_ start: Int, _ text: inout ByteBuffer) {
    if text.count == start { text.append("\"\"") }
  }
}
