/// Texts that nothing has any more: of values that were replaced and of members that were removed.
extension Document {
  /// Texts up to which nobody looks for dead ones.
  static var fewTexts: Int { 1 << 20 }

  /// Drops them when the texts have doubled since this was done the last time, so that a value
  /// whose members come and go takes memory for those that it has. To be called before a change,
  /// when nobody has a place of a text but entries.
  @inline(__always)
  func dropDeadTexts() {
    if storage.pointee.texts.count >= storage.pointee.manyTexts { moveLiveTexts() }
  }

  @inline(never)
  private func moveLiveTexts() {
    var live = Table<UInt8>()
    for index in 0..<storage.pointee.containers.count {
      let container = storage.pointee.containers[index]
      for place in container.first..<container.first + container.count {
        let entry = storage.pointee.entries.base + place
        // Walks find removed members by their keys.
        if container.isObject && entry.pointee.isOwnedKey {
          entry.pointee.key = Entry.ownedKey | move(entry.pointee.key & ~Entry.ownedKey, to: &live)
        }
        if entry.pointee.tag == .string {
          entry.pointee.payload = UInt64(move(entry.pointee.node, to: &live))
        }
      }
    }
    let before = storage.pointee.texts.capacity
    swap(&storage.pointee.texts, &live)
    charge(growth: storage.pointee.texts.capacity - before)
    storage.pointee.manyTexts = max(Self.fewTexts, 2 * storage.pointee.texts.count)
  }

  /// Copies a text with its header, its room no larger than itself. Returns its place.
  private func move(_ place: UInt32, to texts: inout Table<UInt8>) -> UInt32 {
    let text = text(at: place)
    let new = UInt32(truncatingIfNeeded: texts.count)
    let count = UInt32(truncatingIfNeeded: text.count)
    withUnsafeBytes(of: (count, count)) { texts.append($0.assumingMemoryBound(to: UInt8.self)) }
    texts.append(text)
    return new
  }
}
