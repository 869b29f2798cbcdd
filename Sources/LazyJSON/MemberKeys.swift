/// The keys of members that are always looked up together, at most eight of less than 32 bytes.
/// Lives as long as the process.
package struct MemberKeys: @unchecked Sendable {
  fileprivate let keys: UnsafeBufferPointer<Bytes>
  /// For each length a bit for each key of that length.
  fileprivate let byLength: UnsafePointer<UInt8>

  package init(_ names: StaticString...) {
    let keys = UnsafeMutableBufferPointer<Bytes>.allocate(capacity: names.count)
    _ = keys.initialize(from: names.map(\.bytes))
    let byLength = UnsafeMutablePointer<UInt8>.allocate(capacity: 32)
    byLength.initialize(repeating: 0, count: 32)
    for (i, key) in keys.enumerated() { byLength[key.count] |= 1 << UInt8(i) }
    self.keys = UnsafeBufferPointer(keys)
    self.byLength = UnsafePointer(byLength)
  }

  /// The number of the key that `text` is, or -1.
  @inline(__always)
  fileprivate func number(_ text: Bytes) -> Int {
    guard text.count < 32 else { return -1 }
    var candidates = byLength[text.count]
    while candidates != 0 {
      let i = candidates.trailingZeroBitCount
      if keys[i].equals(text) { return i }
      candidates &= candidates - 1
    }
    return -1
  }
}

/// Where a member was found: a place to read its value from, while its object does not change.
package struct MemberPlace: BitwiseCopyable {
  fileprivate var node: UInt32
  /// An entry when not negative, else the node.
  fileprivate var entry: Int32

  package static let absent = MemberPlace(node: .max, entry: -1)
  package var isAbsent: Bool { node == .max && entry < 0 }
}

extension Document {
  /// Looks for all of `keys` in one walk over an object. `places`, as many, get where each was
  /// found, of several with one key the last.
  package func find(
    _ object: UInt32, _ keys: MemberKeys, _ places: UnsafeMutablePointer<MemberPlace>
  ) {
    places.update(repeating: .absent, count: keys.keys.count)
    let node = node(object)
    if node.isExpanded {
      let container = storage.pointee.containers[node.payload]
      for at in container.first..<container.first + container.count {
        let entry = storage.pointee.entries[at]
        if entry.tag == .removed { continue }
        let i = keys.number(keyText(entry.key))
        if i >= 0 { places[i] = MemberPlace(node: 0, entry: Int32(at)) }
      }
      return
    }
    let nodes = storage.pointee.tables.nodes
    var at = object + 1
    while at < node.next {
      let key = nodes[Int(at)]
      let i = keys.number(key.isEscaped ? string(at) : inside(key))
      if i >= 0 { places[i] = MemberPlace(node: at + 1, entry: -1) }
      at = nodes[Int(at + 1)].next
    }
  }

  /// The value at a place that `find` gave.
  @inline(__always)
  package func value(_ place: MemberPlace) -> Value {
    if place.entry >= 0 { return value(storage.pointee.entries[Int(place.entry)]) }
    return place.node == .max ? .absent : value(place.node)
  }
}
