/// Iterating over containers without expanding them.
extension Document {
  /// Whether an array or object has no elements or members.
  package func isEmpty(_ number: UInt32) -> Bool {
    let node = node(number)
    if !node.isExpanded { return node.payload == 0 }
    var isEmpty = true
    forEachChild(number) { _ in
      isEmpty = false
      return false
    }
    return isEmpty
  }

  /// Calls `body` with the elements of an array, or the values of an object's members, in order,
  /// until it returns false. It may read the document, but not change it.
  package func forEachChild(_ number: UInt32, _ body: (Value) -> Bool) {
    let node = node(number)
    if node.isExpanded { return forEachEntry(of: node.payload, body) }
    let ofKey: UInt32 = node.kind == .object ? 1 : 0
    var child = number &+ 1
    while child < node.next {
      if !body(value(child &+ ofKey)) { return }
      child = self.node(child &+ ofKey).next
    }
  }

  /// Calls `body` with the key, valid until it returns, and the value's node of each member of an
  /// unchanged object, in order.
  package func eachMember(of object: UInt32, _ body: (_ key: Bytes, _ value: UInt32) -> Void) {
    let end = node(object).next
    var at = object + 1
    while at < end {
      body(string(at), at + 1)
      at = node(at + 1).next
    }
  }

  /// Calls `body` with the node of each element of an unchanged array, in order.
  package func eachElement(of array: UInt32, _ body: (_ value: UInt32) -> Void) {
    let end = node(array).next
    var at = array + 1
    while at < end {
      body(at)
      at = node(at).next
    }
  }

  /// The number of elements or members of an unchanged container, at most 16 million.
  package func childCount(_ number: UInt32) -> Int { node(number).payload }

  private func forEachEntry(of index: Int, _ body: (Value) -> Bool) {
    let container = storage.pointee.containers[index]
    for at in container.first..<container.first + container.count {
      let entry = storage.pointee.entries[at]
      if entry.tag == .removed || entry.isShadowed { continue }
      if !body(value(entry)) { return }
    }
  }

  /// Whether a value contains values that are not part of its text: assigned from elsewhere in the
  /// document, or from outside.
  package func hasNewValues(_ number: UInt32) -> Bool {
    let end = node(number).next
    var at = firstChanged(from: number)
    while at < storage.pointee.changed.count, storage.pointee.changed[at] < end {
      let container = storage.pointee.containers[node(storage.pointee.changed[at]).payload]
      for index in container.first..<container.first + container.count {
        let entry = storage.pointee.entries[index]
        if entry.tag == .foreign || entry.tag == .node && !entry.isOriginal { return true }
      }
      at += 1
    }
    return false
  }
}
