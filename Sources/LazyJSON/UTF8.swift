/// Looking at text, eight bytes at a time where that can be.
extension UnsafeBufferPointer<UInt8> {
  /// Whether one of the eight bytes at `at` must be escaped in a JSON string.
  @inline(__always)
  func needsEscape(eightAt at: Int) -> Bool { Self.needsEscape(eight(at)) }

  /// The bytes from `at`, four to seven of them, in eight: some twice.
  @inline(__always)
  func lastEight(from at: Int) -> UInt64 {
    let raw = UnsafeRawPointer(baseAddress!)
    let low = raw.loadUnaligned(fromByteOffset: at, as: UInt32.self)
    let high = raw.loadUnaligned(fromByteOffset: count - 4, as: UInt32.self)
    return UInt64(low) | UInt64(high) << 32
  }

  @inline(__always)
  static func needsEscape(_ word: UInt64) -> Bool {
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
  @inline(__always)
  package var isUTF8: Bool { isASCII || isUTF8(from: 0) }

  /// Whether no byte has its high bit set; words may overlap.
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

  @inline(never)
  private func isUTF8(from start: Int) -> Bool {
    var at = start
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
