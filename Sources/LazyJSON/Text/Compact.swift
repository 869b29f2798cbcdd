/// Compact and pretty forms of a JSON text.
extension Table<UInt8> {
  /// Removes blanks outside of strings. A result of more than `limit` bytes is cut at a character
  /// boundary, and ends with "…".
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

extension Table<UInt8> {
  /// Writes each member and element on a line of its own, indented by two blanks a level.
  package mutating func prettyJSON() {
    compactJSON(limit: .max)
    var result = ByteBuffer(capacity: count * 2)
    var level = 0
    var isInside = false
    func newLine(_ result: inout ByteBuffer) {
      result.append(0x0A)
      for _ in 0..<level { result.append("  ") }
    }
    for at in 0..<count {
      let byte = base[at]
      if isInside {
        result.append(byte)
        if byte == 0x22 && !isEscaped(at) { isInside = false }
        continue
      }
      let isEmpty = at + 1 < count && (base[at + 1] == 0x7D || base[at + 1] == 0x5D)
      switch byte {
      case 0x7B, 0x5B:
        result.append(byte)
        level += 1
        if !isEmpty { newLine(&result) }
      case 0x7D, 0x5D:
        level -= 1
        if base[at - 1] != byte &- 2 { newLine(&result) }
        result.append(byte)
      case 0x2C:
        result.append(byte)
        newLine(&result)
      case 0x3A: result.append(": ")
      default:
        result.append(byte)
        isInside = byte == 0x22
      }
    }
    self = result
  }

  /// Whether an odd number of backslashes precedes a byte.
  private func isEscaped(_ at: Int) -> Bool {
    var start = at
    while start > 0 && base[start - 1] == 0x5C { start -= 1 }
    return (at - start) % 2 == 1
  }
}
