internal import LazyJSON

/// Reads rows of CSV as objects of strings.
final class CSVFraming: ChunkReader {
  let name: String
  private let rows: CSVParser
  private var isStarted = false
  private var text = ByteBuffer()

  init(_ file: InputFile, separator: UInt8, maxLine: LineLimit) {
    name = file.name
    let input = TextInput(file, maxLine: maxLine)
    rows = CSVParser(input, name: file.name, separator: separator)
  }

  func next(into document: Document) throws(RunError) -> Bool {
    do throws(BindingError) {
      try fill(document)
    } catch {
      throw RunError(.io, "\(error.message)")
    }
    return document.text.count > 0
  }

  private func fill(_ document: Document) throws(BindingError) {
    let first = rows.nextLine
    if !isStarted { try rows.readHeader() }
    isStarted = true
    document.noteRows(below: rows.header)
    reading: while document.framedBytes < framedChunk {
      switch try rows.readRow() {
      case .end: break reading
      case .row:
        document.addLineNumber(UInt32(rows.line - first))
        document.addOriginal(rows.source)
        appendRow(to: document)
      case .fault(let fault):
        document.addLineNumber(UInt32(fault.line - first))
        document.addFault(fault.message, rows.source)
      }
    }
    document.endLineNumbers(UInt32(rows.nextLine - first))
  }

  private func appendRow(to document: Document) {
    text.count = 0
    for (index, name) in rows.names.enumerated() {
      text.append(UInt8(ascii: index == 0 ? "{" : ","))
      name.withUnsafeBufferPointer { text.appendQuoted($0) }
      text.append(UInt8(ascii: ":"))
      text.appendQuoted(rows.field(index))
    }
    text.append("}\n")
    document.appendText(text.elements)
  }
}

/// Reads lines of text as strings.
final class TextFraming: ChunkReader {
  let name: String
  private let input: TextInput
  private var text = ByteBuffer()

  init(_ file: InputFile, maxLine: LineLimit) {
    name = file.name
    input = TextInput(file, maxLine: maxLine)
  }

  func next(into document: Document) throws(RunError) -> Bool {
    while document.framedBytes < framedChunk, let bytes = try input.line() {
      if let at = bytes.firstBadByte {
        document.addFault(OtherEncoding.text(bytes, at), bytes)
        continue
      }
      document.addOriginal(bytes)
      text.count = 0
      text.appendQuoted(bytes)
      text.append(0x0A)
      document.appendText(text.elements)
    }
    return document.text.count > 0
  }
}
