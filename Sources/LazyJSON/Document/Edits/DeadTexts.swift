/// Dead texts: those of replaced values and removed members, which nothing refers to.
extension Document {
  /// The size of `texts` below which dead ones are not looked for.
  static var fewTexts: Int { 1 << 20 }

  /// Drops dead texts if the size of `texts` has doubled since the last time, so that a value whose
  /// members are replaced again and again needs memory only for the current ones. To be called
  /// before a change, when only entries have offsets into `texts`.
  @inline(__always)
  func dropDeadTexts() {
    if storage.pointee.texts.count >= storage.pointee.manyTexts { moveLiveTexts() }
  }

  @inline(never)
  private func moveLiveTexts() {
    var live = Table<UInt8>()
    for index in 0..<storage.pointee.containers.count {
      let container = storage.pointee.containers[index]
      for index in container.first..<container.first + container.count {
        let entry = storage.pointee.entries.base + index
        // Iterations look up removed members by their keys.
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

  /// Copies a text with its header, without spare room. Returns its offset.
  private func move(_ offset: UInt32, to texts: inout Table<UInt8>) -> UInt32 {
    let text = text(at: offset)
    let new = UInt32(truncatingIfNeeded: texts.count)
    let count = UInt32(truncatingIfNeeded: text.count)
    withUnsafeBytes(of: (count, count)) { texts.append($0.assumingMemoryBound(to: UInt8.self)) }
    texts.append(text)
    return new
  }
}
