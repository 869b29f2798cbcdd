/// Blanks between the parts of a JSON text.
extension Table<UInt8> {
  /// Takes the blanks outside of strings away; what is then longer than `limit` bytes is cut at a
  /// character and ends with "…".
  package mutating func compactJSON(limit: Int) {
    var written = 0
    var isInside = false
    var at = 0
    while at < count {
      let byte = base[at]
      at += 1
      if !isInside && (byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09) { continue }
      base[written] = byte
      written += 1
      if byte == 0x22 { isInside.toggle() }
      if byte == 0x5C && isInside {
        base[written] = base[at]
        written += 1
        at += 1
      }
    }
    count = written
    guard count > limit else { return }
    count = limit
    while count > 0 && base[count] & 0xC0 == 0x80 { count -= 1 }
    append("…")
  }
}

extension Document {
  /// Replaces line ends between values by blanks. In valid JSON none stands in a string, so the
  /// text means the same and can be written as a line.
  package func blankLineEnds() {
    let text = storage.pointee.text.base
    for at in 0..<storage.pointee.text.count where text[at] == 0x0A || text[at] == 0x0D {
      text[at] = 0x20
    }
  }
}
