/// Looking up members and elements, in bytes as read or in the entries of an expanded container.
extension Document {
  /// The member `key` of an object; the last one if the key is repeated, as in most parsers.
  package func member(_ object: UInt32, _ key: Bytes) -> Value {
    let node = node(object)
    if node.isExpanded { return member(key, in: node.payload) }
    if node.payload > Self.longestSearch, let container = try? expand(object) {
      return member(key, in: container)
    }
    let found = memberNode(object, key)
    return found == .max ? .absent : value(found)
  }

  /// The member of this name.
  @inline(__always)
  package func member(_ object: UInt32, _ name: StaticString) -> Value {
    member(object, name.bytes)
  }

  /// The member of this name, which need not be a literal.
  package func member(_ object: UInt32, named name: String) -> Value {
    var name = name
    return name.withUTF8 { member(object, $0) }
  }

  /// The string at a path of keys in an object, as it was read, ignoring edits.
  package func originalString(_ object: UInt32, _ path: [String]) -> String? {
    var current = object
    for var key in path {
      guard node(current).kind == .object else { return nil }
      current = key.withUTF8 { memberNode(current, $0) }
      if current == .max { return nil }
    }
    return node(current).kind == .string ? string(current).string : nil
  }

  /// Whether an object was read as a row without this column, ignoring edits.
  package func lacksColumn(_ object: UInt32, _ key: Bytes) -> Bool {
    storage.pointee.isRows && lines.contains { $0.root == object }
      && memberNode(object, key) == .max
  }

  /// Whether a value is an object.
  package func isObject(_ number: UInt32) -> Bool { node(number).kind == .object }

  /// Whether a container is expanded, because it was changed or iterated over.
  @inline(__always)
  package func isExpanded(_ number: UInt32) -> Bool { node(number).isExpanded }

  /// Whether an object has a member `key`; decodes no value.
  func hasMember(_ object: UInt32, _ key: Bytes) -> Bool {
    let node = node(object)
    return node.isExpanded
      ? entry(ofKey: key, in: node.payload) >= 0 : memberNode(object, key) != .max
  }

  private func member(_ key: Bytes, in container: Int) -> Value {
    let found = entry(ofKey: key, in: container)
    return found < 0 ? .absent : value(storage.pointee.entries[found])
  }

  /// The node of a member's value in an object that is not expanded, or `UInt32.max`.
  @inline(__always)
  private func memberNode(_ object: UInt32, _ key: Bytes) -> UInt32 {
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

  /// The element of an array at the 0-based `index`.
  package func element(_ array: UInt32, _ index: Int) -> Value {
    guard index >= 0 else { return .absent }
    let node = node(array)
    if node.isExpanded { return element(index, in: node.payload) }
    if node.payload < Node.maximumCount && index >= node.payload { return .absent }
    var at = array + 1
    var steps = index
    let cursor = storage.pointee.cursor
    if cursor.container == array && cursor.index <= index {
      at = cursor.node
      steps = index - cursor.index
    }
    if steps > Self.longestSearch, let container = try? expand(array) {
      return element(index, in: container)
    }
    while steps > 0 && at < node.next {
      at = self.node(at).next
      steps -= 1
    }
    if at >= node.next { return .absent }
    storage.pointee.cursor = Cursor(container: array, index: index, node: at)
    return value(at)
  }

  private func element(_ index: Int, in number: Int) -> Value {
    let container = storage.pointee.containers[number]
    return index < container.count
      ? value(storage.pointee.entries[container.first + index]) : .absent
  }

  /// The number of elements of an array, or of members of an object.
  package func count(_ number: UInt32) throws(EditError) -> Int {
    let node = node(number)
    if node.kind == .object { return storage.pointee.containers[try resolve(number)].live }
    if !node.isExpanded && node.payload < Node.maximumCount { return node.payload }
    return storage.pointee.containers[try expand(number)].count
  }

  /// Expands an object and indexes its keys.
  private func resolve(_ object: UInt32) throws(EditError) -> Int {
    let index = try expand(object)
    indexKeys(of: index)
    return index
  }

  /// The index of the first member at or after `index`, or nil at the end. Indices start at 0, may
  /// have gaps, and do not change until a member is added.
  package func nextMember(_ object: UInt32, at index: Int) throws(EditError) -> Int? {
    let container = storage.pointee.containers[try resolve(object)]
    var at = index
    while at < container.count {
      let entry = storage.pointee.entries[container.first + at]
      if entry.tag != .removed && !entry.isShadowed { return at }
      at += 1
    }
    return nil
  }

  /// The index of `key`, even if the member has just been removed; tries `hint` first.
  package func memberIndex(_ object: UInt32, of key: Bytes, hint: Int) throws(EditError) -> Int? {
    let index = try resolve(object)
    let container = storage.pointee.containers[index]
    if hint >= 0 && hint < container.count {
      let entry = storage.pointee.entries[container.first + hint]
      if !entry.isShadowed && isKey(entry, key) { return hint }
    }
    let found = entryIndex(ofKey: key, in: index)
    return found < 0 ? nil : found
  }

  /// The key of the member at an index that `nextMember` returned.
  package func key(_ object: UInt32, at index: Int) throws(EditError) -> Bytes {
    let container = storage.pointee.containers[try expand(object)]
    return keyText(storage.pointee.entries[container.first + index].key)
  }

  /// The value of the member at an index that `nextMember` returned.
  package func value(_ object: UInt32, at index: Int) throws(EditError) -> Value {
    let container = storage.pointee.containers[try expand(object)]
    return value(storage.pointee.entries[container.first + index])
  }
}
