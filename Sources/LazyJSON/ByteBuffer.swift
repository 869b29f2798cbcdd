internal import Glibc

/// Growing output bytes.
package typealias ByteBuffer = Table<UInt8>

/// What cannot be written as JSON, and where in the value: the innermost place last in `path`,
/// outermost first once the error has come all the way up.
package struct EncodeError: Error {
  package var message: String
  package var path: String

  package init(_ message: String, path: String = "") {
    self.message = message
    self.path = path
  }

  /// The same error seen from the container that has the value under `key`.
  package func under(key: Bytes) -> EncodeError {
    let name = String(decoding: key, as: UTF8.self)
    let isName =
      !key.isEmpty && !(key[0] &- 0x30 < 10)
      && key.allSatisfy { $0 == 0x5F || ($0 | 0x20) &- 0x61 < 26 || $0 &- 0x30 < 10 }
    let part = isName ? "." + name : "[\"" + name + "\"]"
    return EncodeError(message, path: part + path)
  }

  /// The same error seen from the array that has the value at the 0-based `index`.
  package func under(index: Int) -> EncodeError {
    EncodeError(message, path: "[\(index + 1)]" + path)
  }
}

extension Table<UInt8> {
  /// Writes a JSON string with the escapes that RFC 8259 section 7 requires and no others.
  /// Throws when `text` is not UTF-8.
  package mutating func appendString(_ text: Bytes) throws(EncodeError) {
    guard text.isUTF8 else { throw EncodeError("the string is not valid UTF-8") }
    appendQuoted(text)
  }

  /// The same for text that is known to be UTF-8.
  package mutating func appendQuoted(_ text: Bytes) {
    reserve(text.count + 2)
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

  /// The shortest text that reads back as the same double; integral ones without `.0`.
  package mutating func appendDouble(_ value: Double) throws(EncodeError) {
    guard value.isFinite else {
      throw EncodeError("\(value.isNaN ? "nan" : "an infinite number") has no JSON form")
    }
    var text = value.description
    if text.hasSuffix(".0") { text.removeLast(2) }
    appendText(text)
  }
}

extension UnsafeBufferPointer<UInt8> {
  /// Whether one of the eight bytes at `at` must be escaped in a JSON string.
  @inline(__always)
  fileprivate func needsEscape(eightAt at: Int) -> Bool {
    let word = eight(at)
    let ones: UInt64 = 0x0101_0101_0101_0101
    // The high bit of each byte that is below `limit`, as far as the lowest one found.
    func below(_ limit: UInt64, _ word: UInt64) -> UInt64 { (word &- ones * limit) & ~word }
    let found = below(0x20, word) | below(1, word ^ ones * 0x22) | below(1, word ^ ones * 0x5C)
    return found & (ones * 0x80) != 0
  }

  @inline(__always)
  private func eight(_ at: Int) -> UInt64 {
    UnsafeRawPointer(baseAddress! + at).loadUnaligned(as: UInt64.self)
  }

  /// Whether the bytes are well-formed UTF-8 (RFC 3629): no surrogates, nothing overlong.
  package var isUTF8: Bool {
    var at = 0
    while at < count {
      if at + 8 <= count && eight(at) & 0x8080_8080_8080_8080 == 0 {
        at += 8
        continue
      }
      let length = sequenceLength(at)
      if length == 0 { return false }
      at += length
    }
    return true
  }

  /// The length of the UTF-8 sequence at `at`, or 0 when it is malformed.
  private func sequenceLength(_ at: Int) -> Int {
    let byte = self[at]
    func tail(_ i: Int, _ range: ClosedRange<UInt8> = 0x80...0xBF) -> Bool {
      at + i < count && range.contains(self[at + i])
    }
    switch byte {
    case 0..<0x80: return 1
    case 0xC2...0xDF: return tail(1) ? 2 : 0
    case 0xE0: return tail(1, 0xA0...0xBF) && tail(2) ? 3 : 0
    case 0xED: return tail(1, 0x80...0x9F) && tail(2) ? 3 : 0
    case 0xE1...0xEF: return tail(1) && tail(2) ? 3 : 0
    case 0xF0: return tail(1, 0x90...0xBF) && tail(2) && tail(3) ? 4 : 0
    case 0xF1...0xF3: return tail(1) && tail(2) && tail(3) ? 4 : 0
    case 0xF4: return tail(1, 0x80...0x8F) && tail(2) && tail(3) ? 4 : 0
    default: return 0
    }
  }
}
