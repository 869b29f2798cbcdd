internal import LazyJSON

/// Writes the rows of a table in one of the forms.
struct TableForm {
  private let form: JoinOptions.Form
  private let names: [[UInt8]]
  private let separator: UInt8
  private let lineEnd: StaticString

  init(_ options: JoinOptions, names: [String]) {
    form = options.form
    self.names = names.map { Array($0.utf8) }
    separator = options.requests.separator
    lineEnd = options.endsLinesWithCRLF ? "\r\n" : "\n"
  }

  /// Appends the header, if the form has one.
  func appendHead(to output: inout ByteBuffer) {
    if form == .jsonl { return }
    appendCells(to: &output) { index, output in
      names[index].withUnsafeBufferPointer { append(text: $0, to: &output) }
    }
    if form == .md {
      for _ in names { output.append("|---") }
      output.append("|\n")
    }
  }

  func append(_ row: RowValues, to output: inout ByteBuffer) {
    if form == .jsonl { return appendObject(row, to: &output) }
    for index in 0..<row.count {
      appendGap(before: index, to: &output)
      append(text: row[index].bytes, to: &output)
    }
    appendEnd(isEmpty: row.count == 1 && row[0].bytes.isEmpty, to: &output)
  }

  private func appendCells(
    to output: inout ByteBuffer, _ cell: (Int, inout ByteBuffer) -> Void
  ) {
    for index in names.indices {
      appendGap(before: index, to: &output)
      cell(index, &output)
    }
    appendEnd(isEmpty: names.count == 1 && names[0].isEmpty, to: &output)
  }

  private func appendGap(before index: Int, to output: inout ByteBuffer) {
    if form == .md { return output.append(index == 0 ? "| " : " | ") }
    if index > 0 { output.append(separator) }
  }

  /// Appends a line end. An empty row is written as "" because most readers skip empty lines.
  private func appendEnd(isEmpty: Bool, to output: inout ByteBuffer) {
    if form == .md { return output.append(" |\n") }
    if isEmpty { output.append("\"\"") }
    output.append(lineEnd)
  }

  private func append(text: Bytes, to output: inout ByteBuffer) {
    if form == .csv { return CSVRows.append(field: text, separator, to: &output) }
    for byte in text {
      switch byte {
      case UInt8(ascii: "|"): output.append("\\|")
      case UInt8(ascii: "\\"): output.append("\\\\")
      case UInt8(ascii: "<"): output.append("&lt;")
      case UInt8(ascii: "&"): output.append("&amp;")
      case 0x0A: output.append("<br>")
      case 0x0D: break
      default: output.append(byte)
      }
    }
  }

  private func appendObject(_ row: RowValues, to output: inout ByteBuffer) {
    for index in 0..<row.count {
      output.append(index == 0 ? "{" : ",")
      names[index].withUnsafeBufferPointer { output.appendQuoted($0) }
      output.append(":")
      row[index].appendJSON(to: &output)
    }
    output.append("}\n")
  }
}
