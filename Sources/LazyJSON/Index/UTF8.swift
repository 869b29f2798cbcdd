/// UTF-8 validation; by simdjson unless all bytes are ASCII.
extension UnsafeBufferPointer<UInt8> {
  /// Whether the bytes are well-formed UTF-8 (RFC 3629): no surrogates, nothing overlong.
  @inline(__always)
  package var isUTF8: Bool { isASCII || isValidUTF8 }

  /// Whether no byte has its high bit set. Reads words, which may overlap.
  @inline(__always)
  private var isASCII: Bool {
    let high: UInt64 = 0x8080_8080_8080_8080
    if count < 8 {
      if count >= 4 { return lastEight(from: 0) & high == 0 }
      return count == 0 || (self[0] | self[count / 2] | self[count - 1]) < 0x80
    }
    var at = 0
    while at + 8 < count {
      if eight(at) & high != 0 { return false }
      at += 8
    }
    return eight(count - 8) & high == 0
  }
}

extension Table<UInt8> {
  /// Like `appendQuoted`; throws if `text` is not UTF-8.
  package mutating func appendString(_ text: Bytes) throws(EncodeError) {
    guard text.isUTF8 else { throw .notUTF8 }
    appendQuoted(text)
  }
}
