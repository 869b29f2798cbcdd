internal import BatchModel
internal import LazyJSON

/// Rows and texts: lines are JSON until the committer, which has the lines of all states in order,
/// converts them.
extension CheckedLines {
  /// Sets the columns of rows; without this call, they are those of the first row.
  func setRows(_ rows: CSVRows) {
    guard form == .csv else { return }
    state.pointee.rows = rows
    state.pointee.isPlain = false
  }

  @inline(__always)
  var hasForm: Bool { form == .csv || form == .text }

  /// The length of the header of each file.
  var headerLength: Int { state.pointee.rows?.headerLength ?? 0 }

  /// Appends a line of JSON, converted to the form of the output.
  func appendFormed(
    _ encode: (inout ByteBuffer) throws(EncodeError) -> Void
  ) throws {
    let start = state.pointee.buffer.end
    let rows = state.pointee.rows?.state
    let parts = state.pointee.parts?.state
    let counts = state.pointee.check.facts.counts
    do {
      try encode(&state.pointee.buffer.bytes)
      try form(from: start)
      try checkSize()
      if parts != nil { try addToPart(state.pointee.buffer.length(from: start) + 1) }
    } catch {
      state.pointee.buffer.cut(to: start)
      state.pointee.check.facts.counts = counts
      if let rows { state.pointee.rows?.goBack(to: rows) }
      if let parts { state.pointee.parts?.goBack(to: parts) }
      throw error
    }
    if state.pointee.rows?.state.isAtStart == true {
      state.pointee.buffer.cut(to: start)
      state.pointee.rows?.appendHeader(to: &state.pointee.buffer.bytes)
      state.pointee.rows?.noteHeader()
      state.pointee.buffer.bytes.append(state.pointee.text.elements)
    }
    state.pointee.buffer.bytes.append(0x0A)
    state.pointee.check.facts.count(
      line: state.pointee.buffer.length(from: start), isRequest: false)
    state.pointee.pending += 1
  }

  /// Converts the line of JSON behind a mark. A row is also left in `text`.
  private func form(from start: LineBuffer.Mark) throws {
    state.pointee.buffer.copy(from: start, into: &state.pointee.text)
    try scratch.load(state.pointee.text.elements, with: indexer)
    state.pointee.buffer.cut(to: start)
    if form == .text { return state.pointee.buffer.bytes.append(try scratch.textLine()) }
    state.pointee.text.count = 0
    try state.pointee.rows?.append(scratch, to: &state.pointee.text)
    state.pointee.buffer.bytes.append(state.pointee.text.elements)
  }

  /// Writes the header of a file without rows, if the columns are named.
  func endRows() {
    guard state.pointee.rows?.needsHeader == true else { return }
    let start = state.pointee.buffer.bytes.count
    state.pointee.rows?.appendHeader(to: &state.pointee.buffer.bytes)
    state.pointee.rows?.noteHeader()
    let length = state.pointee.buffer.bytes.count - start
    state.pointee.check.facts.counts.bytes += length
    state.pointee.parts?.add(bytes: length)
    commit()
  }
}
