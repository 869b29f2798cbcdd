/// The location of a member, from which its value can be read while its object does not change.
@usableFromInline
package struct MemberLocation: BitwiseCopyable, Sendable {
  /// The node of the value, if the object is not expanded.
  @usableFromInline package var node: UInt32
  /// The index of an entry; negative if the object is not expanded.
  @usableFromInline var entry: Int32

  package static let absent = MemberLocation(node: .max, entry: -1)
  @inlinable @inline(__always)
  package var isAbsent: Bool { node == .max && entry < 0 }

  /// The location from `Line.discriminators`, for an unchanged line.
  @inlinable @inline(__always)
  package init(discriminator node: UInt32) { self.init(node: node == 0 ? .max : node, entry: -1) }

  @usableFromInline @inline(__always)
  init(node: UInt32, entry: Int32) {
    self.node = node
    self.entry = entry
  }
}

/// Which of the keys that were looked for an object has: a bit for each.
package struct FoundKeys: BitwiseCopyable {
  package private(set) var present: UInt8 = 0
  /// Those that it has twice or more.
  package private(set) var repeated: UInt8 = 0

  @inline(__always)
  package func has(_ number: Int) -> Bool { present &>> UInt8(truncatingIfNeeded: number) & 1 != 0 }

  @inline(__always)
  mutating func add(_ number: Int) {
    let bit: UInt8 = 1 &<< UInt8(truncatingIfNeeded: number)
    repeated |= present & bit
    present |= bit
  }
}

extension Document {
  /// Looks for all of `keys` in one pass over an object. `locations`, of the same length, gets the
  /// location of each; if a key is repeated, that of the last member.
  @discardableResult
  package func find(
    _ object: UInt32, _ keys: MemberKeys, _ locations: UnsafeMutablePointer<MemberLocation>
  ) -> FoundKeys {
    for i in 0..<keys.keys.count { locations[i] = .absent }
    var keysFound = FoundKeys()
    walk(object, keys) { number, location in
      keysFound.add(number)
      locations[number] = location
    }
    return keysFound
  }

  @inline(__always)
  private func walk(
    _ object: UInt32, _ keys: MemberKeys, _ found: (_ number: Int, MemberLocation) -> Void
  ) {
    let node = node(object)
    if node.isExpanded {
      let container = storage.pointee.containers[node.payload]
      for at in container.first..<container.first &+ container.count {
        let entry = storage.pointee.entries[at]
        if entry.tag == .removed { continue }
        let i = keys.number(mark: entry.mark) { keyText(entry.key) }
        if i >= 0 { found(i, MemberLocation(node: 0, entry: Int32(truncatingIfNeeded: at))) }
      }
      return
    }
    let nodes = storage.pointee.tables.nodes
    var at = object + 1
    // Members are mostly in the order of the keys.
    var expected = 0
    while at < node.next {
      let i = number(at, keys, expected)
      if i >= 0 {
        found(i, MemberLocation(node: at + 1, entry: -1))
        expected = i &+ 1
      }
      at = nodes[Int(at + 1)].next
    }
  }

  @inline(__always)
  private func number(_ key: UInt32, _ keys: MemberKeys, _ expected: Int) -> Int {
    let node = node(key)
    let count = Int(node.end &- node.start) &- 2
    if !node.isEscaped && !keys.mayHave(count) { return -1 }
    return number(node, key, keys, expected)
  }

  private func number(_ node: Node, _ key: UInt32, _ keys: MemberKeys, _ expected: Int) -> Int {
    if node.isEscaped { return keys.number(string(key)) }
    let text = inside(node)
    if keys.matches(expected, text) { return expected }
    return keys.number(padded: text.baseAddress.unsafelyUnwrapped, text.count)
  }

  /// The string at a location that `find` returned, like `value`; nil if there is another value.
  @inline(__always)
  package func string(_ location: MemberLocation) -> Bytes? {
    if location.entry < 0 && location.node != .max {
      let node = node(location.node)
      if node.kind == .string && !node.isEscaped { return inside(node) }
    }
    if case .string(let text) = value(location) { return text }
    return nil
  }

  /// The value at a location that `find` returned.
  @inline(__always)
  package func value(_ location: MemberLocation) -> Value {
    if location.entry >= 0 { return value(storage.pointee.entries[Int(location.entry)]) }
    return location.node == .max ? .absent : value(location.node)
  }
}
