package import LazyJSON
internal import SystemXXHash

/// A 128-bit XXH3 hash of bytes.
package struct Hash128: BitwiseCopyable, Hashable {
  let low: UInt64
  let high: UInt64

  /// The same bytes and seed give the same hash on every run and machine.
  @inline(__always)
  package init(_ bytes: Bytes, seed: UInt64 = 0) {
    let hash = XXH3_128bits_withSeed(bytes.baseAddress, bytes.count, seed)
    (low, high) = (hash.low64, hash.high64)
  }

  init(low: UInt64, high: UInt64) { (self.low, self.high) = (low, high) }
}

extension Table<UInt8> {
  /// Appends a hash as 32 hexadecimal digits, in big-endian order as XXH3 defines its canonical
  /// form.
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
