internal import Glibc

/// The decoded bytes of the inside of a JSON string, one at a time, without allocation.
///
/// The text is valid (RFC 8259 section 7). Lone surrogates, which section 8.2 allows, become
/// U+FFFD.
struct UnescapedBytes: Sequence, IteratorProtocol {
  private let text: Bytes
  private(set) var at: Int
  /// The remaining bytes of a decoded character, the next one lowest; zero if there are none.
  private var rest: UInt32 = 0

  init(_ text: Bytes, at: Int = 0) {
    self.text = text
    self.at = at
  }

  mutating func next() -> UInt8? {
    if rest != 0 { return takeRest() }
    guard at < text.count else { return nil }
    guard text[at] == 0x5C else {
      at += 1
      return text[at - 1]
    }
    at += 2
    switch text[at - 1] {
    case UInt8(ascii: "b"): return 8
    case UInt8(ascii: "f"): return 12
    case UInt8(ascii: "n"): return 10
    case UInt8(ascii: "r"): return 13
    case UInt8(ascii: "t"): return 9
    case UInt8(ascii: "u"):
      rest = Self.utf8(scalar())
      return takeRest()
    case let other: return other
    }
  }

  /// Whether the next byte belongs to the character of the last one.
  var isInside: Bool { rest != 0 }

  private mutating func takeRest() -> UInt8 {
    defer { rest >>= 8 }
    return UInt8(truncatingIfNeeded: rest)
  }

  /// The character after `\u`, or after both escapes of a surrogate pair.
  private mutating func scalar() -> UInt32 {
    let high = unit(at)
    at += 4
    guard high & 0xF800 == 0xD800 else { return high }
    guard high & 0xFC00 == 0xD800, at + 6 <= text.count, text[at] == 0x5C,
      text[at + 1] == UInt8(ascii: "u"), unit(at + 2) & 0xFC00 == 0xDC00
    else { return 0xFFFD }
    let low = unit(at + 2)
    at += 6
    return 0x10000 + (high & 0x3FF) << 10 + low & 0x3FF
  }

  private func unit(_ from: Int) -> UInt32 {
    var value: UInt32 = 0
    for i in from..<from + 4 {
      let digit = UInt32(text[i])
      value = value << 4 | (digit <= 0x39 ? digit - 0x30 : (digit | 0x20) - 0x57)
    }
    return value
  }

  /// The UTF-8 bytes of a character, the first one lowest.
  private static func utf8(_ code: UInt32) -> UInt32 {
    func tail(_ shift: UInt32) -> UInt32 { 0x80 | (code >> shift & 0x3F) }
    if code < 0x80 { return code }
    if code < 0x800 { return 0xC0 | code >> 6 | tail(0) << 8 }
    if code < 0x10000 { return 0xE0 | code >> 12 | tail(6) << 8 | tail(0) << 16 }
    return 0xF0 | code >> 18 | tail(12) << 8 | tail(6) << 16 | tail(0) << 24
  }
}

extension Table<UInt8> {
  /// Appends the decoded inside of a JSON string.
  mutating func appendUnescaped(_ text: Bytes) {
    reserve(text.count)
    var at = 0
    while at < text.count {
      let start = text.baseAddress! + at
      guard let found = memchr(start, 0x5C, text.count - at) else {
        return append(start, count: text.count - at)
      }
      let plain = UnsafeRawPointer(found) - UnsafeRawPointer(start)
      append(start, count: plain)
      var escape = UnescapedBytes(text, at: at + plain)
      repeat { append(escape.next()!) } while escape.isInside
      at = escape.at
    }
  }
}
