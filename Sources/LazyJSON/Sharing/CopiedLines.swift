internal import Glibc

/// Copying lines within a document.
extension Document {
  /// Copies a line that was read; returns the index of the copy in `lines`. Nil, without effect, if
  /// a container in the line is expanded, if it contains a CR, or if the document is large or has
  /// many copies that are not written yet. Like the lines that were read, a copy is not charged to
  /// the budget.
  package func copy(line number: Int, order: UInt64) -> Int? {
    let root = lines[number].root
    let count = Int(node(root).next - root)
    let copies = storage.pointee.copies.list.count
    guard copies - storage.pointee.copies.returned < 16,
      storage.pointee.tables.nodeCount + count <= 1 << 18,
      storage.pointee.texts.count <= 1 << 20, !hasExpanded(root)
    else { return nil }
    // Mostly the line that was copied last.
    let isKnown = copies > 0 && storage.pointee.copies.list[copies - 1].source == number
    if !isKnown && bytes(of: root).contains(0x0D) { return nil }
    guard storage.pointee.tables.repeat(line: number) else { return nil }
    storage.pointee.copies.list.append(LineCopies.Copy(source: UInt32(number), order: order))
    return lines.count - 1
  }

  package var hasCopies: Bool { storage.pointee.copies.list.count > 0 }

  /// The number of lines that were read.
  private var linesRead: Int { lines.count - storage.pointee.copies.list.count }

  /// Line `number` as a copy; nil for a line that was read.
  private func copy(atLine number: Int) -> UnsafeMutablePointer<LineCopies.Copy>? {
    number < linesRead ? nil : storage.pointee.copies.list.base + (number - linesRead)
  }

  /// The number of the line that line `number` is a copy of, or its own.
  package func source(ofLine number: Int) -> Int {
    copy(atLine: number).map { Int($0.pointee.source) } ?? number
  }

  /// The sort key of line `number`; nil for a line that was read.
  package func order(ofLine number: Int) -> UInt64? { copy(atLine: number)?.pointee.order }

  /// Marks line `number` as one to be written later, as it is now.
  package func noteWaiting(line number: Int) {
    guard let copy = copy(atLine: number), !copy.pointee.isWaiting else { return }
    copy.pointee.isWaiting = true
    storage.pointee.copies.returned += 1
  }

  /// Whether line `number` may be written later; true for any line that was read.
  package func isWaiting(line number: Int) -> Bool {
    copy(atLine: number)?.pointee.isWaiting ?? true
  }

  /// To be called when the marked lines are written.
  package func endWaiting() {
    for index in 0..<storage.pointee.copies.list.count {
      storage.pointee.copies.list[index].isWaiting = false
    }
  }

  /// Makes the copies again, after the text has been indexed again.
  func repeatCopies() {
    for index in 0..<storage.pointee.copies.list.count {
      let source = Int(storage.pointee.copies.list[index].source)
      guard storage.pointee.tables.repeat(line: source) else {
        RefusedMemory.end(text.count)
      }
    }
  }
}

extension Bytes {
  fileprivate func contains(_ byte: UInt8) -> Bool {
    count > 0 && memchr(baseAddress!, Int32(byte), count) != nil
  }
}
