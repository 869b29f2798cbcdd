/// Changing arrays and objects. Changes are stored in entries; the text does not change. Assigning
/// an equal value is no change.
///
/// Keys and texts in arguments may be borrowed from this document.
extension Document {
  /// Sets the member `key`; a new one is appended. If the key is repeated, one member remains.
  /// Returns the replaced value, whose text is no longer valid; absent if there is none, or if it
  /// is equal to the new one.
  @discardableResult @inline(__always)
  package func setMember(
    _ object: UInt32, _ key: Bytes, _ edit: Edit
  ) throws(EditError) -> Value {
    let (key, edit) = hold(key, edit)
    return try setMember(object, apart: key, edit)
  }

  /// Like `setMember`, for a key and a text that are not borrowed from this document.
  @discardableResult @inline(__always)
  package func setMember(
    _ object: UInt32, apart key: Bytes, _ edit: Edit
  ) throws(EditError) -> Value {
    dropDeadTexts()
    let index = try expand(object)
    let found = entry(ofKey: key, in: index)
    var old = Value.absent
    if found >= 0 {
      old = value(storage.pointee.entries[found])
      let isSame = old.isSame(as: edit) && !isUnpaired(storage.pointee.entries[found])
      if !isSame { try put(edit, at: found) }
      let hasOthers =
        found > storage.pointee.containers[index].first
        && removeOthers(key, before: found, in: index)
      if isSame {
        if hasOthers { markChanged(index) }
        return .absent
      }
    } else {
      try addMember(key, edit, to: index)
    }
    markChanged(index)
    return old
  }

  private func addMember(_ key: Bytes, _ edit: Edit, to index: Int) throws(EditError) {
    let owned = Entry.ownedKey | (try store(key))
    try makeRoom(index)
    let container = storage.pointee.containers[index]
    let at = container.first + container.count
    storage.pointee.entries[at] = Entry(
      key: owned, tag: .null, isOriginal: false, mark: KeyMark.of(key), payload: 0)
    try put(edit, at: at)
    storage.pointee.containers[index].count += 1
    storage.pointee.containers[index].live += 1
    if container.slotCount > 0 { addToIndex(container.count, of: index) }
  }

  /// Removes all members `key`; no effect if there is none.
  package func removeMember(_ object: UInt32, _ key: Bytes) throws(EditError) {
    if !hasMember(object, key) { return }
    let index = try expand(object)
    let found = entry(ofKey: key, in: index)
    removeOthers(key, before: found, in: index)
    storage.pointee.entries[found].tag = .removed
    storage.pointee.containers[index].live -= 1
    markChanged(index)
  }

  /// Returns whether there were any.
  @discardableResult
  private func removeOthers(_ key: Bytes, before last: Int, in index: Int) -> Bool {
    let container = storage.pointee.containers.base + index
    if container.pointee.slotCount > 0 && !container.pointee.hasShadowed { return false }
    var at = last
    while true {
      let next = lastEntry(from: container.pointee.first, before: at, key)
      if next < 0 { return at < last }
      at = next
      let entry = storage.pointee.entries.base + at
      entry.pointee.tag = .removed
      if !entry.pointee.isShadowed { container.pointee.live -= 1 }
    }
  }

  /// Replaces the element at the 0-based `index`; at the count, appends.
  package func setElement(_ array: UInt32, _ index: Int, _ edit: Edit) throws(EditError) {
    let (_, edit) = hold(Bytes(start: nil, count: 0), edit)
    dropDeadTexts()
    let isSame = element(array, index).isSame(as: edit)
    if isSame && !storage.pointee.tables.hasUnpaired { return }
    let container = try expand(array)
    let first = storage.pointee.containers[container].first
    if isSame && !isUnpaired(storage.pointee.entries[first + index]) { return }
    if index == storage.pointee.containers[container].count {
      return try insertElement(array, index, edit)
    }
    try put(edit, at: first + index)
    markChanged(container)
  }

  /// Inserts before the element at the 0-based `index`; at the count, appends.
  package func insertElement(_ array: UInt32, _ index: Int, _ edit: Edit) throws(EditError) {
    let (_, edit) = hold(Bytes(start: nil, count: 0), edit)
    dropDeadTexts()
    let container = try expand(array)
    try makeRoom(container)
    let range = storage.pointee.containers[container]
    // Stored behind the others first, so that an error leaves them unchanged.
    let end = range.first + range.count
    storage.pointee.entries[end] = Entry(
      key: Entry.noKey, tag: .null, isOriginal: false, payload: 0)
    try put(edit, at: end)
    let entry = storage.pointee.entries[end]
    let at = storage.pointee.entries.base + range.first + index
    (at + 1).update(from: at, count: range.count - index)
    at.pointee = entry
    storage.pointee.containers[container].count += 1
    storage.pointee.containers[container].live += 1
    markChanged(container)
  }

  /// Removes the element at the 0-based `index`; later ones move down.
  package func removeElement(_ array: UInt32, _ index: Int) throws(EditError) {
    let container = try expand(array)
    let range = storage.pointee.containers[container]
    guard index >= 0 && index < range.count else { return }
    let at = storage.pointee.entries.base + range.first + index
    at.update(from: at + 1, count: range.count - index - 1)
    storage.pointee.containers[container].count -= 1
    storage.pointee.containers[container].live -= 1
    markChanged(container)
  }

  private func put(_ edit: Edit, at index: Int) throws(EditError) {
    var entry = storage.pointee.entries[index]
    let old: UInt32? = entry.tag == .string ? entry.node : nil
    entry.isOriginal = false
    switch edit {
    case .null: (entry.tag, entry.payload) = (.null, 0)
    case .boolean(let value): (entry.tag, entry.payload) = (.boolean, value ? 1 : 0)
    case .integer(let value): (entry.tag, entry.payload) = (.integer, UInt64(bitPattern: value))
    case .double(let value): (entry.tag, entry.payload) = (.double, value.bitPattern)
    case .string(let text):
      entry.payload = UInt64(try store(text, replacing: old))
      entry.tag = .string
    case .node(let number): (entry.tag, entry.payload) = (.node, UInt64(number))
    case .foreign(let number): (entry.tag, entry.payload) = (.foreign, UInt64(number))
    }
    storage.pointee.entries[index] = entry
  }
}
