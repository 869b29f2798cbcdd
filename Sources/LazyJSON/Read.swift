/// Looking up members and elements, in bytes as read or in the entries of a changed container.
extension Document {
  /// The member `key` of an object; with several of that name the last, as most parsers take it.
  package func member(_ object: UInt32, _ key: Bytes) -> Value {
    let node = node(object)
    if node.isExpanded {
      let found = entry(ofKey: key, in: node.payload)
      return found < 0 ? .absent : value(storage.pointee.entries[found])
    }
    let found = memberNode(object, key)
    return found == .max ? .absent : value(found)
  }

  /// The node of a member's value in an object that is not expanded, or `UInt32.max`.
  @inline(__always)
  func memberNode(_ object: UInt32, _ key: Bytes) -> UInt32 {
    let nodes = storage.pointee.tables.nodes
    let end = nodes[Int(object)].next
    var found = UInt32.max
    var at = object + 1
    while at < end {
      if isKey(at, key) { found = at + 1 }
      at = nodes[Int(at + 1)].next
    }
    return found
  }

  /// Whether the key node `number` reads as `key`.
  @inline(__always)
  func isKey(_ number: UInt32, _ key: Bytes) -> Bool {
    let node = node(number)
    if node.isEscaped { return string(number).equals(key) }
    guard Int(node.end - node.start) == key.count + 2 else { return false }
    return Bytes(
      start: storage.pointee.text.base + Int(node.start) + 1, count: key.count
    ).equals(key)
  }

  /// The text of an entry's key; scratch memory when the key has escapes.
  func keyText(_ key: UInt32) -> Bytes {
    key & Entry.ownedKey == 0 ? string(key) : text(at: key & ~Entry.ownedKey)
  }

  @inline(__always)
  func isKey(_ entry: Entry, _ key: Bytes) -> Bool {
    entry.key & Entry.ownedKey == 0
      ? isKey(entry.key, key) : text(at: entry.key & ~Entry.ownedKey).equals(key)
  }

  /// The place of the last entry with `key` that is not removed, or -1.
  @inline(__always)
  func entry(ofKey key: Bytes, in container: Int) -> Int {
    let place = storage.pointee.containers[container]
    var at = place.first + place.count - 1
    while at >= place.first {
      let entry = storage.pointee.entries[at]
      if entry.tag != .removed && isKey(entry, key) { return at }
      at -= 1
    }
    return -1
  }

  /// The element of an array at the 0-based `index`.
  package func element(_ array: UInt32, _ index: Int) -> Value {
    guard index >= 0 else { return .absent }
    let node = node(array)
    if node.isExpanded {
      let container = storage.pointee.containers[node.payload]
      guard index < container.count else { return .absent }
      return value(storage.pointee.entries[container.first + index])
    }
    if node.payload < Node.maximumCount && index >= node.payload { return .absent }
    let found = elementNode(array, index)
    return found == .max ? .absent : value(found)
  }

  /// Walks to an element, from the last one reached when that is on the way.
  private func elementNode(_ array: UInt32, _ index: Int) -> UInt32 {
    let nodes = storage.pointee.tables.nodes
    let end = nodes[Int(array)].next
    var at = array + 1
    var steps = index
    let cursor = storage.pointee.cursor
    if cursor.container == array && cursor.index <= index {
      at = cursor.node
      steps = index - cursor.index
    }
    while steps > 0 && at < end {
      at = nodes[Int(at)].next
      steps -= 1
    }
    if at >= end { return .max }
    storage.pointee.cursor = Cursor(container: array, index: index, node: at)
    return at
  }

  /// The number of elements of an array, or of the members of an object that can be read.
  package func count(_ number: UInt32) throws(EditError) -> Int {
    let node = node(number)
    if node.kind == .array {
      if node.isExpanded { return storage.pointee.containers[node.payload].count }
      if node.payload < Node.maximumCount { return node.payload }
    }
    return storage.pointee.containers[try resolve(number)].live
  }

  /// Expands a container and marks members that a later one with the same key hides.
  private func resolve(_ number: UInt32) throws(EditError) -> Int {
    let index = try expand(number)
    let container = storage.pointee.containers[index]
    if container.isResolved { return index }
    storage.pointee.containers[index].isResolved = true
    guard container.isObject else { return index }
    let end = container.first + container.count
    var seen: Set<String> = []
    for at in (container.first..<end).reversed() {
      let entry = storage.pointee.entries[at]
      if entry.tag == .removed { continue }
      let isLater =
        container.count > 32
        ? !seen.insert(String(decoding: keyText(entry.key), as: UTF8.self)).inserted
        : (at + 1..<end).contains {
          let later = storage.pointee.entries[$0]
          return later.tag != .removed && isSameKey(entry.key, later.key)
        }
      if isLater {
        storage.pointee.entries[at].isShadowed = true
        storage.pointee.containers[index].live -= 1
      }
    }
    return index
  }

  private func isSameKey(_ a: UInt32, _ b: UInt32) -> Bool {
    func hasEscapes(_ key: UInt32) -> Bool { key & Entry.ownedKey == 0 && node(key).isEscaped }
    let isEscaped = hasEscapes(a) || hasEscapes(b)
    return isEscaped
      ? String(decoding: keyText(a), as: UTF8.self) == String(decoding: keyText(b), as: UTF8.self)
      : keyText(a).equals(keyText(b))
  }

  /// The place of the first member at or after `place` that can be read, or nil at the end. Places
  /// start at 0 and stay the same until a member is added.
  package func nextMember(_ object: UInt32, at place: Int) throws(EditError) -> Int? {
    let container = storage.pointee.containers[try resolve(object)]
    var at = place
    while at < container.count {
      let entry = storage.pointee.entries[container.first + at]
      if entry.tag != .removed && !entry.isShadowed { return at }
      at += 1
    }
    return nil
  }

  /// The place of `key`, also when the member has just been removed; looks at `hint` first.
  package func place(_ object: UInt32, of key: Bytes, hint: Int) throws(EditError) -> Int? {
    let container = storage.pointee.containers[try resolve(object)]
    if hint >= 0 && hint < container.count {
      let entry = storage.pointee.entries[container.first + hint]
      if !entry.isShadowed && isKey(entry, key) { return hint }
    }
    for at in (0..<container.count).reversed() {
      if isKey(storage.pointee.entries[container.first + at], key) { return at }
    }
    return nil
  }

  /// The key of the member at a place that `nextMember` gave.
  package func key(_ object: UInt32, at place: Int) throws(EditError) -> Bytes {
    let container = storage.pointee.containers[try expand(object)]
    return keyText(storage.pointee.entries[container.first + place].key)
  }

  /// The value of the member at a place that `nextMember` gave.
  package func value(_ object: UInt32, at place: Int) throws(EditError) -> Value {
    let container = storage.pointee.containers[try expand(object)]
    return value(storage.pointee.entries[container.first + place])
  }
}
