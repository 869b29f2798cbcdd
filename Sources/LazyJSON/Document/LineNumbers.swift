internal import Glibc

/// Lines that were made of something else, and where in the file that stood.
extension Document {
  /// Notes the 0-based line, counted from where the document begins in the file, at which begins
  /// what the next line is made of.
  package func addLineNumber(_ line: UInt32) { storage.pointee.lineNumbers.append(line) }

  /// Notes how many lines of the file the document takes.
  package func endLineNumbers(_ lines: UInt32) { storage.pointee.lineNumbersEnd = lines }

  /// Gives another document the places of the lines from number `index` on.
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
  /// Notes that the lines are rows of a table: a member that they do not have is a mistake.
  package func noteRows(below header: [UInt8]) {
    storage.pointee.isRows = true
    storage.pointee.originals.header = header
  }
}

extension Document {
  /// Notes that nothing of the file comes behind the text.
  package func noteFileEnd() { storage.pointee.isFileEnd = true }

  /// Whether a line is the last one of the file, as far as is known: nothing but blanks stands
  /// behind it in the text, and either the file is known to end there, or the line has no line end,
  /// or other lines stand before it.
  package func isLast(_ line: Line) -> Bool {
    let end = Int(line.end)
    let isBlank = text[end...].allSatisfy { [0x20, 0x09, 0x0A, 0x0D].contains($0) }
    return isBlank && (storage.pointee.isFileEnd || end == text.count || line.number > 0)
  }
}

extension Document {
  /// Replaces line ends between values by blanks. In valid JSON none stands in a string, so the
  /// text means the same and can be written as a line.
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
