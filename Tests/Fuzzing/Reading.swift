package import LazyJSON

package struct Mismatch: Error {
  package let message: String
  package init(_ message: String) { self.message = message }
}

extension Model {
  /// Reads `value` of `owner` in every way and throws the first difference from this model.
  /// `isRead` when the document is the one that the model's node numbers belong to.
  package func check(_ value: Value, in owner: OwnedDocument, isRead: Bool) throws {
    switch (content, value) {
    case (.scalar(.null, _), .null): return
    case (.scalar(.boolean(let a), _), .boolean(let b)) where a == b: return
    case (.scalar(.integer(let a), _), .integer(let b)) where a == b: return
    case (.scalar(.double(let a), _), .double(let b)) where a.bitPattern == b.bitPattern: return
    // An edit with an integral double is written, and read again, as an integer.
    case (.scalar(.double(let a), _), .integer(let b)) where !isRead && a == Double(b): return
    case (.scalar(.big, let text), .number(let node)):
      if text == Fuzzing.text(owner.document.bytes(of: node)) { return }
    case (.scalar(.string(let a), _), .string(let b)) where a == Array(b): return
    case (.foreign(let a), .foreign(let b)) where isRead && a == Int(b): return
    case (.foreign, _) where !isRead: return
    case (.array(let items), .array(let node)):
      if isRead && node != number { throw Mismatch("array \(node) is not \(number ?? 0)") }
      return try check(items, array: node, in: owner, isRead: isRead)
    case (.object, .object(let node)):
      if isRead && node != number { throw Mismatch("object \(node) is not \(number ?? 0)") }
      return try check(object: node, in: owner, isRead: isRead)
    default: break
    }
    throw Mismatch("\(value) is not \(content)")
  }

  private func check(
    _ items: [Item], array: UInt32, in owner: OwnedDocument, isRead: Bool
  ) throws {
    let count = try owner.document.count(array)
    guard count == items.count else { throw Mismatch("\(count) elements, not \(items.count)") }
    for (at, item) in items.enumerated() {
      try item.value.check(owner.document.element(array, at), in: owner, isRead: isRead)
    }
    for beyond in [-1, items.count, items.count + 40] {
      guard case .absent = owner.document.element(array, beyond) else {
        throw Mismatch("an element \(beyond) of \(items.count)")
      }
    }
  }

  private func check(object: UInt32, in owner: OwnedDocument, isRead: Bool) throws {
    let document = owner.document
    for item in visible {
      let value = item.key.withUnsafeBufferPointer { document.member(object, $0) }
      try item.value.check(value, in: owner, isRead: isRead)
    }
    guard case .absent = owner.member(object, "no such key") else { throw Mismatch("a member") }
    var place = 0
    for item in visible {
      guard let at = try document.nextMember(object, at: place) else { throw Mismatch("end") }
      let key = Array(try document.key(object, at: at))
      guard key == item.key else { throw Mismatch("key \(key.debugText)") }
      try item.value.check(document.value(object, at: at), in: owner, isRead: isRead)
      let found = try key.withUnsafeBufferPointer {
        try document.memberIndex(object, of: $0, hint: -1)
      }
      guard found == at else { throw Mismatch("place of \(key.debugText)") }
      place = at + 1
    }
    guard try document.nextMember(object, at: place) == nil else { throw Mismatch("more members") }
    let count = try document.count(object)
    guard count == visible.count else { throw Mismatch("\(count) members") }
  }
}
