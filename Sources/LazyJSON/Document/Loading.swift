internal import Glibc

/// Loading and indexing the text of a document.
extension Document {
  /// Indexes the text, once after `clear`, as lines of JSON: `lines` gets an entry for each line
  /// that is not blank, with the syntax error of an invalid one. Throws `tooLong` or out of memory.
  package func indexLines(with indexer: borrowing Indexer) throws(SyntaxError) {
    try index(with: indexer, lines: true)
  }

  /// Copies the lines from number `index` on to an empty document, and indexes them there. Throws
  /// if out of memory.
  package func copyLines(
    from index: Int, into other: Document, with indexer: borrowing Indexer
  ) throws(SyntaxError) {
    let start = Int(lines[index].start)
    let count = text.count - start
    other.reserveText(count).update(from: storage.pointee.text.base + start, count: count)
    other.extendText(by: count)
    copyLineNumbers(from: index, to: other)
    copyOriginals(from: lines[index].start, to: other)
    try other.indexLines(with: indexer)
  }

  /// Replaces the text by `json`, which must not be memory of this document, and indexes it as one
  /// value, node 0.
  package func load(_ json: Bytes, with indexer: borrowing Indexer) throws(SyntaxError) {
    clear()
    if json.count > 0 {
      reserveText(json.count).update(from: json.baseAddress!, count: json.count)
      extendText(by: json.count)
    }
    try index(with: indexer, lines: false)
    if let problem = lines[0].problem { throw problem }
  }

  /// Replaces the text by that of a value of another document, and copies its nodes. False, without
  /// effect, if a container in the value is expanded.
  package func load(copyOf number: UInt32, from other: Document) -> Bool {
    if other.hasExpanded(number) { return false }
    clear()
    let text = other.bytes(of: number)
    if let start = text.baseAddress {
      reserveText(text.count).update(from: start, count: text.count)
      extendText(by: text.count)
    }
    endText()
    storage.pointee.isLines = false
    storage.pointee.tables.copy(number, of: other.storage.pointee.tables)
    return true
  }

  /// Whether a container in a value is expanded, because it was changed or iterated over.
  func hasExpanded(_ number: UInt32) -> Bool {
    let nodes = storage.pointee.tables.nodes
    return (number..<nodes[Int(number)].next).contains { nodes[Int($0)].isExpanded }
  }

  /// Writes the padding behind the text.
  private func endText() { memset(reserveText(0), 0, Indexer.padding) }

  private func index(with indexer: borrowing Indexer, lines: Bool) throws(SyntaxError) {
    try index(with: indexer.unowned, lines: lines)
  }

  func index(with parser: OpaquePointer, lines: Bool) throws(SyntaxError) {
    storage.pointee.isLines = lines
    endText()
    try Indexer.index(
      with: parser, storage.pointee.text.base, length: storage.pointee.text.count, lines: lines,
      into: &storage.pointee.tables)
    if storage.pointee.lineNumbers.count > 0 {
      storage.pointee.tables.move(
        to: storage.pointee.lineNumbers.base, until: storage.pointee.lineNumbersEnd)
    }
  }
}
