internal import Glibc

/// Line numbers of lines that were made from another framing.
extension Document {
  /// Adds the 0-based line number, relative to the beginning of the document in the file, of the
  /// source of the next line.
  package func addLineNumber(_ line: UInt32) { storage.pointee.lineNumbers.append(line) }

  /// Stores the number of lines of the file that the document covers.
  package func endLineNumbers(_ lines: UInt32) { storage.pointee.lineNumbersEnd = lines }

  /// Copies the line numbers from line `index` on to another document.
  func copyLineNumbers(from index: Int, to other: Document) {
    other.storage.pointee.isRows = storage.pointee.isRows
    other.storage.pointee.isFileEnd = storage.pointee.isFileEnd
    guard storage.pointee.lineNumbers.count > 0 else { return }
    let first = storage.pointee.lineNumbers[index]
    for line in index..<storage.pointee.lineNumbers.count {
      other.addLineNumber(storage.pointee.lineNumbers[line] - first)
    }
    other.endLineNumbers(storage.pointee.lineNumbersEnd - first)
  }

  package func appendText(_ byte: UInt8) {
    reserveText(1).pointee = byte
    extendText(by: 1)
  }

  package func appendText(_ bytes: Bytes) {
    guard let start = bytes.baseAddress else { return }
    reserveText(bytes.count).update(from: start, count: bytes.count)
    extendText(by: bytes.count)
  }
}

extension Document {
  /// Declares the lines rows of a table: reading a member that they do not have is an error.
  package func noteRows(below header: [UInt8]) {
    storage.pointee.isRows = true
    storage.pointee.originals.header = header
  }
}

extension Document {
  /// Declares that the file ends with the text.
  package func noteFileEnd() { storage.pointee.isFileEnd = true }

  /// Whether a line is probably the last one of the file: only blanks follow in the text, and
  /// either the file is known to end there, or the line has no line end, or other lines precede it.
  package func isLast(_ line: Line) -> Bool {
    let end = Int(line.end)
    let isBlank = text[end...].allSatisfy { [0x20, 0x09, 0x0A, 0x0D].contains($0) }
    return isBlank && (storage.pointee.isFileEnd || end == text.count || line.number > 0)
  }
}

extension Document {
  /// Replaces line ends by blanks, so that the text can be written as a line. In valid JSON they
  /// occur only between tokens.
  package func blankLineEnds() {
    blank(0x0A)
    blank(0x0D)
  }

  private func blank(_ byte: UInt8) {
    var at = storage.pointee.text.base
    let end = at + storage.pointee.text.count
    while let found = memchr(at, Int32(byte), end - at) {
      at = found.assumingMemoryBound(to: UInt8.self)
      at.pointee = 0x20
    }
  }
}
