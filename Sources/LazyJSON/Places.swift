/// Lines that were made of something else, and where in the file that stood.
extension Document {
  /// Notes the 0-based line, counted from where the document begins in the file, at which begins
  /// what the next line is made of.
  package func addPlace(_ line: UInt32) { storage.pointee.places.append(line) }

  /// Notes how many lines of the file the document takes.
  package func endPlaces(_ lines: UInt32) { storage.pointee.placesEnd = lines }

  /// Gives another document the places of the lines from number `index` on.
  func copyPlaces(from index: Int, to other: Document) {
    other.storage.pointee.isRows = storage.pointee.isRows
    guard storage.pointee.places.count > 0 else { return }
    let first = storage.pointee.places[index]
    for line in index..<storage.pointee.places.count {
      other.addPlace(storage.pointee.places[line] - first)
    }
    other.endPlaces(storage.pointee.placesEnd - first)
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
  package func noteRows() { storage.pointee.isRows = true }
}

extension Document {
  /// Whether the text ends with a line, without a line end.
  package func endsWith(_ line: Line) -> Bool { Int(line.end) == storage.pointee.text.count }
}
