package import LazyJSON

/// The `custom_id`s of a file, to find those that come twice: 128-bit hashes in open-addressing
/// tables of at most 32 bytes an id. Two different ids share a hash with a probability below
/// 10⁻²⁰ even among a thousand million.
package struct IDSet: ~Copyable {
  /// 64 tables that grow one by one, so that growing never holds everything twice.
  private let shards: UnsafeMutablePointer<Shard>
  private let seed: UInt64

  package typealias Key = Hash128

  /// What no id has: all zero.
  private static let free = Key(low: 0, high: 0)

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
    let key = Key(id, seed: seed)
    return key == Self.free ? Key(low: 1, high: 0) : key
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
    while slots[at] != key && slots[at] != Self.free {
      at += 1
      if at == capacity { at = 0 }
    }
    return at
  }

  private func grow(_ shard: UnsafeMutablePointer<Shard>) {
    let old = shard.pointee
    shard.pointee.capacity = max(8, old.capacity * 3 / 2)
    shard.pointee.slots = .allocate(capacity: shard.pointee.capacity)
    shard.pointee.slots.initialize(repeating: Self.free, count: shard.pointee.capacity)
    for i in 0..<old.capacity where old.slots[i] != Self.free {
      shard.pointee.slots[place(of: old.slots[i], in: shard)] = old.slots[i]
    }
    old.slots.deallocate()
  }

  /// Bytes of the tables.
  package var memory: Int {
    (0..<Self.shardCount).reduce(0) { $0 + shards[$1].capacity * MemoryLayout<Key>.size }
  }
}
