/// Searching for bytes that JSON strings must escape, eight at a time if possible.
extension UnsafeBufferPointer<UInt8> {
  /// Whether a byte must be escaped in a JSON string. Reads words, which may overlap.
  @inline(__always)
  var needsEscape: Bool {
    if count < 8 {
      if count >= 4 { return Self.needsEscape(lastEight(from: 0)) }
      return contains { $0 < 0x20 || $0 == 0x22 || $0 == 0x5C }
    }
    var at = 0
    while at + 8 < count {
      if needsEscape(eightAt: at) { return true }
      at += 8
    }
    return needsEscape(eightAt: count - 8)
  }

  /// Whether one of the eight bytes at `at` must be escaped in a JSON string.
  @inline(__always)
  func needsEscape(eightAt at: Int) -> Bool { Self.needsEscape(eight(at)) }

  /// Four to seven bytes from `at` on in a word of eight, some of them twice.
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
    // The high bit of each byte below `limit`; exact only up to the lowest one.
    func below(_ limit: UInt64, _ word: UInt64) -> UInt64 { (word &- ones * limit) & ~word }
    let found = below(0x20, word) | below(1, word ^ ones * 0x22) | below(1, word ^ ones * 0x5C)
    return found & (ones * 0x80) != 0
  }

  @inline(__always)
  func eight(_ at: Int) -> UInt64 {
    UnsafeRawPointer(baseAddress! + at).loadUnaligned(as: UInt64.self)
  }
}
