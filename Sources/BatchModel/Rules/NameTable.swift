internal import LazyJSON

/// A hash table from names to their indices, which lives as long as the process.
struct NameTable: BitwiseCopyable {
  /// The index of a name is at its hash, or in the next free slot after that. Free slots, at least
  /// half of them, have the value `none`.
  private let slots: UnsafeMutablePointer<UInt8>
  private let mask: Int
  private let names: UnsafeMutablePointer<Bytes>
  private static let none = UInt8.max

  /// `names` are fewer than 128 different ones, not empty, whose bytes live as long as the
  /// process.
  init(_ names: [Bytes]) {
    var count = 2
    while count < 2 * names.count { count *= 2 }
    mask = count - 1
    slots = .allocate(capacity: count)
    slots.initialize(repeating: Self.none, count: count)
    self.names = .allocate(capacity: names.count)
    for (number, name) in names.enumerated() {
      (self.names + number).initialize(to: name)
      var slot = hash(name)
      while slots[slot] != Self.none { slot = (slot + 1) & mask }
      slots[slot] = UInt8(number)
    }
  }

  /// The index of a name; nil if it is not in the table.
  @inline(__always)
  func number(of name: Bytes) -> Int? {
    if name.isEmpty { return nil }
    var slot = hash(name)
    while slots[slot] != Self.none {
      let number = Int(slots[slot])
      if names[number].equals(name) { return number }
      slot = (slot + 1) & mask
    }
    return nil
  }

  /// The hash of the length, the first, the middle and the last byte.
  @inline(__always)
  private func hash(_ name: Bytes) -> Int {
    let (first, middle, last) = (name[0], name[name.count / 2], name[name.count - 1])
    let ends = UInt32(first) &* 0x85EB_CA6B &+ UInt32(last) &* 0xC2B2_AE35
    let rest = UInt32(middle) &* 0x27D4_EB2F &+ UInt32(truncatingIfNeeded: name.count)
    return Int((ends ^ (rest &* 0x9E37_79B1)) >> 24) & mask
  }
}
