/// Comparing keys by their decoded text, and finding the members of a container by it.
///
/// A container that was iterated over or that is large has an index: an open-addressing table of
/// `slotCount` slots, each the index of an entry plus one, or zero. Of equal keys, the last one has
/// the slot.
extension Document {
  /// Members up to which an object is searched one by one.
  static var longestSearch: Int { 32 }

  /// Whether the key node `number` reads as `key`.
  @inline(__always)
  func isKey(_ number: UInt32, _ key: Bytes) -> Bool {
    let node = node(number)
    if node.isEscaped { return isEscapedKey(number, key) }
    return Int(node.end &- node.start) == key.count &+ 2 && inside(node).equals(key)
  }

  @inline(never)
  private func isEscapedKey(_ number: UInt32, _ key: Bytes) -> Bool {
    UnescapedBytes(inside(number)).elementsEqual(key)
  }

  @inline(__always)
  func isKey(_ entry: Entry, _ key: Bytes) -> Bool {
    entry.isOwnedKey
      ? text(at: entry.key & ~Entry.ownedKey).equals(key) : isKey(entry.key, key)
  }

  /// The text of an entry's key; in scratch memory if the key has escapes.
  @inline(__always)
  func keyText(_ key: UInt32) -> Bytes {
    if key & Entry.ownedKey != 0 { return text(at: key & ~Entry.ownedKey) }
    let node = node(key)
    return node.isEscaped ? string(key) : inside(node)
  }

  /// The index among all entries of the last one with `key` that is not removed, or -1.
  @inline(__always)
  func entry(ofKey key: Bytes, in container: Int) -> Int {
    let index = storage.pointee.containers.base + container
    if index.pointee.slotCount > 0 || index.pointee.count > Self.longestSearch {
      return indexedEntry(ofKey: key, in: container)
    }
    return lastEntry(
      from: index.pointee.first, before: index.pointee.first &+ index.pointee.count, key)
  }

  /// The last of the entries in `first..<end` that has `key` and is not removed, or -1.
  @inline(__always)
  func lastEntry(from first: Int, before end: Int, _ key: Bytes) -> Int {
    let entries = storage.pointee.entries.base
    let wanted = KeyMark.of(key)
    var at = end
    while at > first {
      at &-= 1
      if entries[at].mark != wanted { continue }
      if isKey(entries[at], key) && entries[at].tag != .removed { return at }
    }
    return -1
  }

  @inline(never)
  private func indexedEntry(ofKey key: Bytes, in container: Int) -> Int {
    indexKeys(of: container)
    let index = entryIndex(ofKey: key, in: container)
    let first = storage.pointee.containers[container].first
    return index < 0 || storage.pointee.entries[first + index].tag == .removed ? -1 : first + index
  }

  /// The index in its indexed container of the last entry with `key`, removed or not, or -1.
  func entryIndex(ofKey key: Bytes, in container: Int) -> Int {
    let slot = slot(hash(key), in: container) { isKey($0, key) }
    return Int(storage.pointee.slots[slot]) - 1
  }

  /// Indexes an object if it has no index, and marks members that a later one with the same key
  /// shadows.
  func indexKeys(of index: Int) {
    if storage.pointee.containers[index].slotCount == 0 { makeIndex(of: index) }
  }

  /// Rebuilds the index after entries have moved.
  func makeIndex(of index: Int) {
    let container = storage.pointee.containers[index]
    var size = 8
    while size < container.capacity * 2 { size *= 2 }
    if container.slotCount == size {
      (storage.pointee.slots.base + container.slots).update(repeating: 0, count: size)
    } else {
      storage.pointee.containers[index].slots = storage.pointee.slots.count
      storage.pointee.containers[index].slotCount = size
      storage.pointee.slots.append(repeating: 0, count: size)
    }
    for number in 0..<container.count { addToIndex(number, of: index) }
  }

  /// Assigns the slot of its key to entry `number`.
  func addToIndex(_ number: Int, of index: Int) {
    let first = storage.pointee.containers[index].first
    let entry = storage.pointee.entries[first + number]
    let slot = slot(hash(entry), in: index) { isSameKey($0, entry) }
    let earlier = Int(storage.pointee.slots[slot]) - 1
    storage.pointee.slots[slot] = UInt32(number + 1)
    guard earlier >= 0 else { return }
    let hidden = storage.pointee.entries[first + earlier]
    if hidden.tag == .removed || hidden.isShadowed { return }
    storage.pointee.entries[first + earlier].isShadowed = true
    storage.pointee.containers[index].hasShadowed = true
    storage.pointee.containers[index].live -= 1
  }

  /// The slot of a key, or the empty one where it belongs.
  @inline(__always)
  private func slot(_ hash: UInt64, in index: Int, isKey: (Entry) -> Bool) -> Int {
    let container = storage.pointee.containers[index]
    var at = Int(truncatingIfNeeded: hash ^ hash >> 32)
    while true {
      at &= container.slotCount - 1
      let index = Int(storage.pointee.slots[container.slots + at]) - 1
      if index < 0 || isKey(storage.pointee.entries[container.first + index]) {
        return container.slots + at
      }
      at += 1
    }
  }

  private func hash(_ entry: Entry) -> UInt64 {
    isEscaped(entry) ? hash(UnescapedBytes(inside(entry.key))) : hash(keyText(entry.key))
  }

  /// FNV-1a.
  @inline(__always)
  private func hash(_ bytes: some Sequence<UInt8>) -> UInt64 {
    var hash: UInt64 = 0xcbf2_9ce4_8422_2325
    for byte in bytes { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
    return hash
  }

  private func isSameKey(_ a: Entry, _ b: Entry) -> Bool {
    if !isEscaped(a) { return isKey(b, keyText(a.key)) }
    if !isEscaped(b) { return isKey(a, keyText(b.key)) }
    return UnescapedBytes(inside(a.key)).elementsEqual(UnescapedBytes(inside(b.key)))
  }

  private func isEscaped(_ entry: Entry) -> Bool { !entry.isOwnedKey && node(entry.key).isEscaped }
}
