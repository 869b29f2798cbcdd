package import LazyJSON
internal import SystemXXHash

/// A hash of bytes by XXH3, 128 bits.
package struct Hash128: BitwiseCopyable, Hashable {
  let low: UInt64
  let high: UInt64

  /// The same on every run and machine for the same bytes and seed.
  @inline(__always)
  package init(_ bytes: Bytes, seed: UInt64 = 0) {
    let hash = XXH3_128bits_withSeed(bytes.baseAddress, bytes.count, seed)
    (low, high) = (hash.low64, hash.high64)
  }

  init(low: UInt64, high: UInt64) { (self.low, self.high) = (low, high) }
}

extension Table<UInt8> {
  /// Appends the canonical form of a hash, the highest byte first: 32 hexadecimal digits.
  package mutating func append(_ hash: Hash128) {
    append(digitsOf: hash.high)
    append(digitsOf: hash.low)
  }

  private mutating func append(digitsOf value: UInt64) {
    for shift in stride(from: 60, through: 0, by: -4) {
      let digit = UInt8(truncatingIfNeeded: value >> shift) & 0xF
      append(digit < 10 ? 0x30 + digit : 0x57 + digit)
    }
  }
}
