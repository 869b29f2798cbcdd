/// The keys of members that are always looked up together. Lives as long as the process.
package struct MemberKeys: @unchecked Sendable {
  fileprivate let keys: UnsafeBufferPointer<Bytes>

  package init(_ names: StaticString...) {
    let keys = UnsafeMutableBufferPointer<Bytes>.allocate(capacity: names.count)
    _ = keys.initialize(from: names.map(\.bytes))
    self.keys = UnsafeBufferPointer(keys)
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
        for i in 0..<keys.keys.count where isKey(entry, keys.keys[i]) {
          places[i] = MemberPlace(node: 0, entry: Int32(at))
        }
      }
      return
    }
    var at = object + 1
    while at < node.next {
      for i in 0..<keys.keys.count where isKey(at, keys.keys[i]) {
        places[i] = MemberPlace(node: at + 1, entry: -1)
      }
      at = self.node(at + 1).next
    }
  }

  /// The value at a place that `find` gave.
  @inline(__always)
  package func value(_ place: MemberPlace) -> Value {
    if place.entry >= 0 { return value(storage.pointee.entries[Int(place.entry)]) }
    return place.node == .max ? .absent : value(place.node)
  }
}
