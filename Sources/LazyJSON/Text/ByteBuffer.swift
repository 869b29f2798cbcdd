/// A growing buffer of output.
package typealias ByteBuffer = Table<UInt8>

extension Table<UInt8> {
  /// Appends a JSON string, with only the escapes that RFC 8259 section 7 requires. `text` must be
  /// valid UTF-8.
  package mutating func appendQuoted(_ text: Bytes) {
    if text.needsEscape { return appendEscaped(text) }
    reserve(text.count + 2)
    let at = base + count
    at[0] = UInt8(ascii: "\"")
    if let start = text.baseAddress { (at + 1).copy(start, count: text.count) }
    at[text.count + 1] = UInt8(ascii: "\"")
    count += text.count + 2
  }

  @inline(never)
  private mutating func appendEscaped(_ text: Bytes) {
    append(UInt8(ascii: "\""))
    var start = 0
    var at = 0
    while at < text.count {
      if at + 8 <= text.count && !text.needsEscape(eightAt: at) {
        at += 8
        continue
      }
      let byte = text[at]
      if byte < 0x20 || byte == 0x22 || byte == 0x5C {
        append(Bytes(rebasing: text[start..<at]))
        appendEscape(byte)
        start = at + 1
      }
      at += 1
    }
    append(Bytes(rebasing: text[start...]))
    append(UInt8(ascii: "\""))
  }

  private mutating func appendEscape(_ byte: UInt8) {
    append(0x5C)
    switch byte {
    case 8: append(UInt8(ascii: "b"))
    case 9: append(UInt8(ascii: "t"))
    case 10: append(UInt8(ascii: "n"))
    case 12: append(UInt8(ascii: "f"))
    case 13: append(UInt8(ascii: "r"))
    case 0x22, 0x5C: append(byte)
    default:
      append("u00")
      append(byte < 0x10 ? 0x30 : 0x31)
      let low = byte & 0xF
      append(low < 10 ? 0x30 + low : 0x57 + low)
    }
  }

  package mutating func append(_ text: StaticString) {
    append(text.utf8Start, count: text.utf8CodeUnitCount)
  }

  package mutating func appendText(_ text: String) {
    var text = text
    text.withUTF8 { append($0) }
  }

  package mutating func appendInteger(_ value: Int64) {
    var digits: (UInt64, UInt64, UInt64) = (0, 0, 0)
    withUnsafeMutableBytes(of: &digits) { space in
      var rest = value.magnitude
      var at = 24
      repeat {
        at -= 1
        space[at] = UInt8(truncatingIfNeeded: 0x30 + rest % 10)
        rest /= 10
      } while rest > 0
      if value < 0 {
        at -= 1
        space[at] = UInt8(ascii: "-")
      }
      append(space.baseAddress!.assumingMemoryBound(to: UInt8.self) + at, count: 24 - at)
    }
  }

  /// Appends the shortest text that reads back as the same double; whole numbers without `.0`.
  package mutating func appendDouble(_ value: Double) throws(EncodeError) {
    guard value.isFinite else { throw .notFinite(value) }
    var text = value.description
    if text.hasSuffix(".0") { text.removeLast(2) }
    appendText(text)
  }
}

extension Table<UInt8> {
  /// The most bytes of a record that a script builds: a guard against tables that share tables.
  package static var longestRecord: Int { 256 << 20 }
}
