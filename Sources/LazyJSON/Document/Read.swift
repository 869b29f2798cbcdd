/// Looking up members and elements, in bytes as read or in the entries of an expanded container.
extension Document {
  /// The member `key` of an object; with several of that name the last, as most parsers take it.
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

  /// The same for a name that is not known beforehand; its strings last as long as others do.
  package func member(_ object: UInt32, named name: String) -> Value {
    var name = name
    return name.withUTF8 { member(object, $0) }
  }

  /// A string as it was read, whatever has been changed since: that at a path of keys from an
  /// object.
  package func originalString(_ object: UInt32, _ path: [String]) -> String? {
    var place = object
    for var key in path {
      guard node(place).kind == .object else { return nil }
      place = key.withUTF8 { memberNode(place, $0) }
      if place == .max { return nil }
    }
    return node(place).kind == .string ? string(place).string : nil
  }

  /// Whether an object is a row without this column, whatever has been changed since.
  package func lacksColumn(_ object: UInt32, _ key: Bytes) -> Bool {
    storage.pointee.isRows && lines.contains { $0.root == object }
      && memberNode(object, key) == .max
  }

  /// Whether a value is an object.
  package func isObject(_ number: UInt32) -> Bool { node(number).kind == .object }

  /// Whether a script has changed or walked a container, so that its members are not those of the
  /// text.
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

  /// The number of elements of an array, or of the members of an object that can be read.
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

  /// The place of the first member at or after `place` that can be read, or nil at the end. Places
  /// start at 0 and stay the same until a member is added.
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

  /// The place of `key`, also when the member has just been removed; looks at `hint` first.
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

  /// The key of the member at a place that `nextMember` gave.
  package func key(_ object: UInt32, at index: Int) throws(EditError) -> Bytes {
    let container = storage.pointee.containers[try expand(object)]
    return keyText(storage.pointee.entries[container.first + index].key)
  }

  /// The value of the member at a place that `nextMember` gave.
  package func value(_ object: UInt32, at index: Int) throws(EditError) -> Value {
    let container = storage.pointee.containers[try expand(object)]
    return value(storage.pointee.entries[container.first + index])
  }
}
