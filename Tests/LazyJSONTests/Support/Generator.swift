/// A small deterministic random generator (SplitMix64): a failure names its seed.
struct Generator: RandomNumberGenerator {
  private var state: UInt64

  init(seed: Int) {
    state = UInt64(bitPattern: Int64(seed))
    // Else the sequence of a seed would be a part of its neighbour's.
    state = next()
  }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ z >> 30) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ z >> 27) &* 0x94D0_49BB_1331_11EB
    return z ^ z >> 31
  }

  /// A number from 0 below `bound`.
  mutating func below(_ bound: Int) -> Int { Int(next() % UInt64(bound)) }

  /// True once in `n` times.
  mutating func once(in n: Int) -> Bool { below(n) == 0 }

  mutating func pick<T>(_ items: [T]) -> T { items[below(items.count)] }
}
