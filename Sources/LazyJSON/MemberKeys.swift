/// The keys of members that are always looked up together, at most eight of less than 32 bytes.
/// Lives as long as the process.
package struct MemberKeys: BitwiseCopyable, @unchecked Sendable {
  fileprivate let keys: UnsafeBufferPointer<Key>
  /// For each length a bit for each key of that length.
  private let byLength: UnsafePointer<UInt8>

  fileprivate struct Key: BitwiseCopyable {
    let bytes: Bytes
    /// The first eight bytes, the lowest first; zero behind the end.
    let head: UInt64
  }

  package init(_ names: StaticString...) { self.init(names: names.map(\.bytes)) }

  package init(_ names: [String]) {
    self.init(
      names: names.map { name in
        let copy = UnsafeMutableBufferPointer<UInt8>.allocate(capacity: name.utf8.count)
        _ = copy.initialize(from: name.utf8)
        return Bytes(copy)
      })
  }

  private init(names: [Bytes]) {
    let keys = UnsafeMutableBufferPointer<Key>.allocate(capacity: names.count)
    let byLength = UnsafeMutablePointer<UInt8>.allocate(capacity: 32)
    byLength.initialize(repeating: 0, count: 32)
    for (i, name) in names.enumerated() {
      let head = name.prefix(8).reversed().reduce(0) { $0 << 8 | UInt64($1) }
      keys.initializeElement(at: i, to: Key(bytes: name, head: head))
      byLength[name.count] |= 1 << UInt8(i)
    }
    self.keys = UnsafeBufferPointer(keys)
    self.byLength = UnsafePointer(byLength)
  }

  /// The number of the key that `text` is, or -1.
  fileprivate func number(_ text: Bytes) -> Int {
    guard text.count < 32 else { return -1 }
    var candidates = byLength[text.count]
    while candidates != 0 {
      let i = candidates.trailingZeroBitCount
      if keys[i].bytes.equals(text) { return i }
      candidates &= candidates - 1
    }
    return -1
  }

  /// Whether there is a key of a length.
  @inline(__always)
  fileprivate func mayHave(_ count: Int) -> Bool { count < 32 && byLength[count] != 0 }

  /// Whether `text` is key `number`, if there is one of that number.
  @inline(__always)
  fileprivate func matches(_ number: Int, _ text: Bytes) -> Bool {
    number < keys.count && keys[number].bytes.equals(text)
  }

  /// The same for text behind which at least eight bytes can be read.
  @inline(__always)
  fileprivate func number(padded text: UnsafePointer<UInt8>, _ count: Int) -> Int {
    guard count < 32 else { return -1 }
    var candidates = byLength[count]
    if candidates == 0 { return -1 }
    let word = UnsafeRawPointer(text).loadUnaligned(as: UInt64.self)
    let head = count < 8 ? word & (1 << UInt64(truncatingIfNeeded: 8 * count) - 1) : word
    repeat {
      let i = candidates.trailingZeroBitCount
      if keys[i].head == head {
        if count <= 8 || keys[i].bytes.equals(Bytes(start: text, count: count)) { return i }
      }
      candidates &= candidates - 1
    } while candidates != 0
    return -1
  }
}

/// Where a member was found: a place to read its value from, while its object does not change.
package struct MemberPlace: BitwiseCopyable {
  @usableFromInline var node: UInt32
  /// An entry when not negative, else the node.
  @usableFromInline var entry: Int32

  package static let absent = MemberPlace(node: .max, entry: -1)
  @inlinable @inline(__always)
  package var isAbsent: Bool { node == .max && entry < 0 }

  /// What `Line.told` says of a member of a line that was not changed.
  @inline(__always)
  package init(told node: UInt32) { self.init(node: node == 0 ? .max : node, entry: -1) }

  @usableFromInline @inline(__always)
  init(node: UInt32, entry: Int32) {
    self.node = node
    self.entry = entry
  }
}

extension Document {
  /// Looks for all of `keys` in one walk over an object. `places`, as many, get where each was
  /// found, of several with one key the last. Returns a bit for each key that stands more than once.
  @discardableResult
  package func find(
    _ object: UInt32, _ keys: MemberKeys, _ places: UnsafeMutablePointer<MemberPlace>
  ) -> UInt8 {
    for i in 0..<keys.keys.count { places[i] = .absent }
    var repeated: UInt8 = 0
    walk(object, keys) { number, place in
      if !places[number].isAbsent { repeated |= 1 << UInt8(truncatingIfNeeded: number) }
      places[number] = place
    }
    return repeated
  }

  @inline(__always)
  private func walk(
    _ object: UInt32, _ keys: MemberKeys, _ found: (_ number: Int, MemberPlace) -> Void
  ) {
    let node = node(object)
    if node.isExpanded {
      let container = storage.pointee.containers[node.payload]
      for at in container.first..<container.first + container.count {
        let entry = storage.pointee.entries[at]
        if entry.tag == .removed { continue }
        let i = entry.isOwnedKey ? keys.number(keyText(entry.key)) : number(entry.key, keys, .max)
        if i >= 0 { found(i, MemberPlace(node: 0, entry: Int32(truncatingIfNeeded: at))) }
      }
      return
    }
    let nodes = storage.pointee.tables.nodes
    var at = object + 1
    // Members mostly stand in the order of the keys.
    var expected = 0
    while at < node.next {
      let i = number(at, keys, expected)
      if i >= 0 {
        found(i, MemberPlace(node: at + 1, entry: -1))
        expected = i + 1
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

  /// The value at a place that `find` gave.
  @inline(__always)
  package func value(_ place: MemberPlace) -> Value {
    if place.entry >= 0 { return value(storage.pointee.entries[Int(place.entry)]) }
    return place.node == .max ? .absent : value(place.node)
  }
}
