internal import CLua
internal import LazyJSON
internal import LuaVM

/// `batch.csv`: the rows of a file, with fields by the names in its first row.
final class CSVReader: FileHandle {
  private var rows: CSVParser?
  private let rowSource: RowSource
  /// The names in the header. `pairs` points into this memory, which never moves.
  private var header = ByteBuffer()
  private let count: Int
  /// Name, value, name, value.
  private let pairs: UnsafeMutableBufferPointer<bl_value>

  init(
    _ path: Path, separator: UInt8, from source: RowSource, maxLine: LineLimit, for vm: VM
  ) throws {
    let rows = CSVParser(
      try TextInput(path, maxLine: maxLine, for: vm), name: "\(path)", separator: separator)
    try rows.readHeader()
    let names = rows.names
    self.rows = rows
    rowSource = source
    count = names.count
    pairs = .allocate(capacity: 2 * count)
    source.line = rows.line
    super.init(.csv, path)
    for name in names { name.withUnsafeBufferPointer { header.append($0) } }
    var start = 0
    for (index, name) in names.enumerated() {
      let bytes = Bytes(rebasing: header.elements[start..<start + name.count])
      pairs.initializeElement(at: 2 * index, to: bl_value(bytes: bytes))
      start += name.count
    }
  }

  deinit { pairs.deallocate() }

  override func value(of field: HandleType.FieldName, _ state: ScriptState) -> bl_value {
    field == .line ? bl_value(integer: rowSource.line) : state.scratchText(path)
  }

  override func close() throws {
    try super.close()
    rows = nil
  }

  /// Returns the next row to Lua, nil at the end.
  func read(_ call: inout bl_call) throws {
    try checkOpen()
    guard let rows else { return call.return(bl_value()) }
    let next = try rows.readRow()
    rowSource.line = rows.line
    switch next {
    case .row: break
    case .fault(let fault): throw rows.failure(fault.message, at: fault.line)
    case .end:
      self.rows = nil
      return call.return(bl_value())
    }
    for index in 0..<count {
      pairs.initializeElement(at: 2 * index + 1, to: bl_value(bytes: rows.field(index)))
    }
    var row = bl_value()
    row.tag = BL_ROW.rawValue
    row.row.pairs = UnsafePointer(pairs.baseAddress)
    row.row.count = UInt32(count)
    row.row.group = rowSource.group
    call.return(row)
  }
}
