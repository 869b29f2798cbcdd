/// A small deterministic random generator (SplitMix64): a failure names its seed. Or the choices
/// are those of given bytes, as long as there are some, so that a fuzzer makes them.
package struct Generator: RandomNumberGenerator {
  private var state: UInt64
  private var bytes: ArraySlice<UInt8> = []

  package init(seed: Int) {
    state = UInt64(bitPattern: Int64(seed))
    // Else the sequence of a seed would be a part of its neighbour's.
    state = next()
  }

  package init(bytes: ArraySlice<UInt8>) {
    self.init(seed: bytes.count)
    self.bytes = bytes
  }

  /// Another one that goes its own way: with the first half of the bytes, where there are some.
  package mutating func fork() -> Generator {
    if bytes.isEmpty { return Generator(seed: below(1 << 30)) }
    let half = bytes.prefix(bytes.count / 2)
    bytes = bytes.dropFirst(half.count)
    return Generator(bytes: half)
  }

  package mutating func next() -> UInt64 {
    if bytes.count >= 8 {
      defer { bytes = bytes.dropFirst(8) }
      return bytes.prefix(8).reduce(0) { $0 << 8 | UInt64($1) }
    }
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ z >> 30) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ z >> 27) &* 0x94D0_49BB_1331_11EB
    return z ^ z >> 31
  }

  /// A number from 0 below `bound`.
  package mutating func below(_ bound: Int) -> Int {
    if bound <= 256, let byte = bytes.popFirst() { return Int(byte) % bound }
    return Int(next() % UInt64(bound))
  }

  /// True once in `n` times.
  package mutating func once(in n: Int) -> Bool { below(n) == 0 }

  package mutating func pick<T>(_ items: [T]) -> T { items[below(items.count)] }
}
