/// A byte that tells most keys apart, of the length of the decoded text and its last byte.
enum KeyMark {
  @inline(__always)
  static func of(_ key: Bytes) -> UInt8 { of(key.count, key.last ?? 0) }

  /// The mark of the inside of a string with escapes.
  @inline(never)
  static func of(escaped key: Bytes) -> UInt8 {
    var count = 0
    var last: UInt8 = 0
    for byte in UnescapedBytes(key) {
      count &+= 1
      last = byte
    }
    return of(count, last)
  }

  @inline(__always)
  private static func of(_ count: Int, _ last: UInt8) -> UInt8 {
    UInt8(truncatingIfNeeded: count) &+ last &* 31
  }
}
