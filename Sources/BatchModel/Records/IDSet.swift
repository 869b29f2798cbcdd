package import LazyJSON

/// The ids of a file, to find duplicates and the first use of an id: 96-bit hashes and 32-bit line
/// numbers in open-addressing tables of at most 32 bytes per id. The probability that two different
/// ids share a hash is below 10⁻¹⁰ even among 10⁹ ids.
package struct IDSet: ~Copyable {
  /// 64 tables that grow separately, so that growing never needs twice the memory of all.
  private let shards: UnsafeMutablePointer<Shard>
  let seed: UInt64
  /// The growth of tables, in sixteenths.
  private let growth: Int

  package typealias Key = Hash128

  private struct Slot: BitwiseCopyable {
    let low: UInt64
    let high: UInt32
    let line: UInt32

    static let free = Slot(low: 0, high: 0, line: 0)

    @inline(__always)
    init(low: UInt64, high: UInt32, line: UInt32) {
      (self.low, self.high, self.line) = (low, high, line)
    }

    @inline(__always)
    init(_ key: Key, _ line: UInt32) {
      self.init(low: key.low, high: UInt32(key.high >> 32), line: line)
    }

    @inline(__always)
    var isFree: Bool { low == 0 && high == 0 }

    @inline(__always)
    func holds(_ other: Slot) -> Bool { low == other.low && high == other.high }
  }

  private struct Shard: BitwiseCopyable {
    var slots: UnsafeMutablePointer<Slot>
    var capacity = 0
    var count = 0
    /// Where the last look-up ended, mostly at the free slot of an id that is inserted next, and
    /// the hash of its id; negative if it is not known.
    var soughtAt = -1
    var sought: UInt64 = 0
  }

  private static let shardCount = 64

  /// `seed` makes collisions unpredictable; results do not depend on it. If `isDense`, at most 22
  /// bytes per id are used, and inserting takes longer.
  package init(seed: UInt64 = .random(in: 1 ... .max), isDense: Bool = false) {
    self.seed = seed
    growth = isDense ? 19 : 28
    shards = .allocate(capacity: Self.shardCount)
    for i in 0..<Self.shardCount {
      (shards + i).initialize(to: Shard(slots: .allocate(capacity: 1)))
    }
  }

  deinit {
    for i in 0..<Self.shardCount { shards[i].slots.deallocate() }
    shards.deallocate()
  }

  /// Removes all ids, and frees their memory.
  package func removeAll() {
    for i in 0..<Self.shardCount {
      shards[i].slots.deallocate()
      shards[i] = Shard(slots: .allocate(capacity: 1))
    }
  }

  package func key(_ id: Bytes) -> Key {
    let key = Key(id, seed: seed)
    // All zero marks a free slot.
    return key.low == 0 && key.high >> 32 == 0 ? Key(low: 1, high: key.high) : key
  }

  /// The line given when the id was inserted; nil if it is not in the set.
  package func line(of key: Key) -> UInt32? {
    let shard = shards + Int(key.high & 63)
    guard shard.pointee.count > 0 else { return nil }
    let at = index(of: Slot(key, 0), in: shard)
    (shard.pointee.soughtAt, shard.pointee.sought) = (at, key.low)
    let slot = shard.pointee.slots[at]
    return slot.isFree ? nil : slot.line
  }

  /// Inserts an id that is not in the set. `line` is any number by which the caller finds its line.
  package func insert(_ key: Key, at line: UInt32 = 0) {
    let shard = shards + Int(key.high & 63)
    if (shard.pointee.count + 1) * 8 > shard.pointee.capacity * 7 { grow(shard) }
    let slot = Slot(key, line)
    let at = shard.pointee.soughtAt
    let isThere = at >= 0 && shard.pointee.sought == key.low && shard.pointee.slots[at].isFree
    shard.pointee.slots[isThere ? at : index(of: slot, in: shard)] = slot
    shard.pointee.count += 1
  }

  /// Inserts an id that may be in the set; false, without effect, if it is.
  func insert(new key: Key, at line: UInt32) -> Bool {
    if self.line(of: key) != nil { return false }
    insert(key, at: line)
    return true
  }

  /// Prefetches the slot of an id, which is in no cache if the set is large.
  @inline(__always)
  func prefetch(_ key: Key) {
    let shard = shards[Int(key.high & 63)]
    Indexer.prefetch(UnsafeRawPointer(shard.slots + home(of: key.low, shard.capacity)))
  }

  /// Removes an id of the set.
  func remove(_ key: Key) {
    let shard = shards + Int(key.high & 63)
    let (slots, capacity) = (shard.pointee.slots, shard.pointee.capacity)
    var gap = index(of: Slot(key, 0), in: shard)
    var at = gap
    while true {
      at = at + 1 == capacity ? 0 : at + 1
      if slots[at].isFree { break }
      // An entry that would not be found beyond the gap is moved to it.
      let home = home(of: slots[at].low, capacity)
      let isReached = gap <= at ? gap < home && home <= at : gap < home || home <= at
      if isReached { continue }
      slots[gap] = slots[at]
      gap = at
    }
    slots[gap] = .free
    shard.pointee.count -= 1
    shard.pointee.soughtAt = -1
  }

  /// Changes the line of an id in the set.
  package func move(_ key: Key, to line: UInt32) {
    let shard = shards + Int(key.high & 63)
    let slot = Slot(key, line)
    shard.pointee.slots[index(of: slot, in: shard)] = slot
  }

  /// The index of the slot where the search for an id begins.
  @inline(__always)
  private func home(of low: UInt64, _ capacity: Int) -> Int {
    Int(low.multipliedFullWidth(by: UInt64(capacity)).high)
  }

  /// The index of the slot that holds the key, or of the free slot where it belongs.
  private func index(of slot: Slot, in shard: UnsafeMutablePointer<Shard>) -> Int {
    let (slots, capacity) = (shard.pointee.slots, shard.pointee.capacity)
    var at = home(of: slot.low, capacity)
    while !slots[at].holds(slot) && !slots[at].isFree {
      at += 1
      if at == capacity { at = 0 }
    }
    return at
  }

  private func grow(_ shard: UnsafeMutablePointer<Shard>) {
    let old = shard.pointee
    shard.pointee.soughtAt = -1
    shard.pointee.capacity = max(8, old.capacity * growth / 16)
    shard.pointee.slots = .allocate(capacity: shard.pointee.capacity)
    shard.pointee.slots.initialize(repeating: .free, count: shard.pointee.capacity)
    for i in 0..<old.capacity where !old.slots[i].isFree {
      shard.pointee.slots[index(of: old.slots[i], in: shard)] = old.slots[i]
    }
    old.slots.deallocate()
  }

  /// The size of the tables in bytes.
  package var memory: Int {
    (0..<Self.shardCount).reduce(0) { $0 + shards[$1].capacity * MemoryLayout<Slot>.size }
  }
}
