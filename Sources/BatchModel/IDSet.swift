package import LazyJSON

/// The `custom_id`s of a file, to find those that come twice: 128-bit hashes in open-addressing
/// tables of at most 32 bytes an id. Two different ids share a hash with a probability below
/// 10⁻²⁰ even among a thousand million.
package struct IDSet: ~Copyable {
  /// 64 tables that grow one by one, so that growing never holds everything twice.
  private let shards: UnsafeMutablePointer<Shard>
  private let seed: UInt64

  package struct Key: BitwiseCopyable, Hashable {
    let low: UInt64
    let high: UInt64

    static let free = Key(low: 0, high: 0)

    /// 32 digits.
    package var hexadecimal: String {
      func digits(_ value: UInt64) -> String {
        let text = String(value, radix: 16)
        return String(repeating: "0", count: 16 - text.count) + text
      }
      return digits(high) + digits(low)
    }
  }

  private struct Shard: BitwiseCopyable {
    var slots: UnsafeMutablePointer<Key>
    var capacity = 0
    var count = 0
  }

  private static let shardCount = 64

  /// The result never depends on `seed`; it spreads the hashes.
  package init(seed: UInt64 = .random(in: 1 ... .max)) {
    self.seed = seed
    shards = .allocate(capacity: Self.shardCount)
    for i in 0..<Self.shardCount {
      (shards + i).initialize(to: Shard(slots: .allocate(capacity: 1)))
    }
  }

  deinit {
    for i in 0..<Self.shardCount { shards[i].slots.deallocate() }
    shards.deallocate()
  }

  package func key(_ id: Bytes) -> Key {
    var low = seed ^ UInt64(truncatingIfNeeded: id.count)
    var high = seed &* 0x9E37_79B9_7F4A_7C15
    var at = 0
    let raw = UnsafeRawBufferPointer(id)
    while at + 8 <= id.count {
      mix(&low, &high, raw.loadUnaligned(fromByteOffset: at, as: UInt64.self))
      at += 8
    }
    var rest: UInt64 = 0
    while at < id.count {
      rest = rest << 8 | UInt64(id[at])
      at += 1
    }
    mix(&low, &high, rest)
    mix(&low, &high, 0x2545_F491_4F6C_DD1D)
    // All zero marks a free slot.
    return Key(low: low == 0 && high == 0 ? 1 : low, high: high)
  }

  @inline(__always)
  private func mix(_ low: inout UInt64, _ high: inout UInt64, _ word: UInt64) {
    let a = (low ^ word).multipliedFullWidth(by: 0xA076_1D64_78BD_642F)
    let b = (high ^ word).multipliedFullWidth(by: 0xE703_7ED1_A0B4_28DB)
    low = a.high ^ a.low &+ b.high
    high = b.high ^ b.low &+ a.low
  }

  package func contains(_ key: Key) -> Bool {
    let shard = shards + Int(key.high & 63)
    return shard.pointee.count > 0 && shard.pointee.slots[place(of: key, in: shard)] == key
  }

  package func insert(_ key: Key) {
    let shard = shards + Int(key.high & 63)
    if (shard.pointee.count + 1) * 8 > shard.pointee.capacity * 7 { grow(shard) }
    shard.pointee.slots[place(of: key, in: shard)] = key
    shard.pointee.count += 1
  }

  /// The slot that holds the key, or the free one where it belongs.
  private func place(of key: Key, in shard: UnsafeMutablePointer<Shard>) -> Int {
    let (slots, capacity) = (shard.pointee.slots, shard.pointee.capacity)
    var at = Int(key.low.multipliedFullWidth(by: UInt64(capacity)).high)
    while slots[at] != key && slots[at] != .free {
      at += 1
      if at == capacity { at = 0 }
    }
    return at
  }

  private func grow(_ shard: UnsafeMutablePointer<Shard>) {
    let old = shard.pointee
    shard.pointee.capacity = max(8, old.capacity * 3 / 2)
    shard.pointee.slots = .allocate(capacity: shard.pointee.capacity)
    shard.pointee.slots.initialize(repeating: .free, count: shard.pointee.capacity)
    for i in 0..<old.capacity where old.slots[i] != .free {
      shard.pointee.slots[place(of: old.slots[i], in: shard)] = old.slots[i]
    }
    old.slots.deallocate()
  }

  /// Bytes of the tables.
  package var memory: Int {
    (0..<Self.shardCount).reduce(0) { $0 + shards[$1].capacity * MemoryLayout<Key>.size }
  }
}
