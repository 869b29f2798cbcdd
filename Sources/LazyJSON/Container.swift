/// An array or object whose children are kept as entries, because a script changed or walked it.
///
///     {"model":"a","n":1}   with model = "b" and a new key
///      entries: [key 1, string "b"] [key 3, node 4] [owned key, integer 7]
///
/// Entries stand in the document's entry table, `capacity` of them from `first`. Removed members
/// stay as marks until the container grows, so that a walk over it goes on behind them.
struct Container: BitwiseCopyable {
  let node: UInt32
  let isObject: Bool
  /// Whether it differs from its bytes.
  var isChanged = false
  /// Whether later members with the same key are known and marked.
  var isResolved = false
  var first: Int
  var count: Int
  var capacity: Int
  /// Entries that are not removed and not shadowed (the latter once resolved).
  var live: Int
}

/// A member or element of an expanded container. 16 bytes.
struct Entry: BitwiseCopyable {
  /// The key's node number, or with the high bit its place in the document's texts. In an array,
  /// the node of the element that stood here in the text, or `noKey`.
  var key: UInt32
  var tag: Tag
  /// Whether the value is the one that stands at this place in the text.
  var isOriginal: Bool
  /// Whether a later member has the same key; it is passed through but never read.
  var isShadowed = false
  /// A node number, the bits of a scalar, the place of a string, or a foreign number.
  var payload: UInt64

  enum Tag: UInt8 {
    case node, null, boolean, integer, double, string, foreign, removed
  }

  static let ownedKey: UInt32 = 1 << 31
  static let noKey: UInt32 = .max

  var node: UInt32 { UInt32(truncatingIfNeeded: payload) }
}

/// An edit that does not fit: more than 2 GiB of new text in one document, or more than 16 million
/// expanded containers.
package struct EditError: Error {}

extension Document {
  /// The entries of container `number`, expanding it when they are not there yet.
  @inline(__always)
  func expand(_ number: UInt32) throws(EditError) -> Int {
    let node = node(number)
    return node.isExpanded ? node.payload : try makeContainer(number)
  }

  @inline(never)
  private func makeContainer(_ number: UInt32) throws(EditError) -> Int {
    let index = storage.pointee.containers.count
    guard index <= Node.maximumCount else { throw EditError() }
    let nodes = storage.pointee.tables.nodes
    let node = nodes[Int(number)]
    let first = storage.pointee.entries.count
    let isObject = node.kind == .object
    let known = node.payload
    storage.pointee.entries.reserve(known + 4)
    var child = number + 1
    while child < node.next {
      let key = child
      if isObject { child += 1 }
      storage.pointee.entries.append(
        Entry(key: key, tag: .node, isOriginal: true, payload: UInt64(child)))
      child = nodes[Int(child)].next
    }
    let count = storage.pointee.entries.count - first
    let spare = min(4, storage.pointee.entries.capacity - storage.pointee.entries.count)
    storage.pointee.entries.count += spare
    storage.pointee.containers.append(
      Container(
        node: number, isObject: isObject, first: first, count: count, capacity: count + spare,
        live: count))
    nodes[Int(number)].expand(into: index)
    return index
  }

  /// Marks a container as different from its bytes.
  @inline(__always)
  func markChanged(_ index: Int) {
    if storage.pointee.containers[index].isChanged { return }
    storage.pointee.containers[index].isChanged = true
    let number = storage.pointee.containers[index].node
    var at = storage.pointee.changed.count
    while at > 0 && storage.pointee.changed[at - 1] > number { at -= 1 }
    storage.pointee.changed.insert(number, at: at)
  }

  /// Makes room for one more entry; removed ones are dropped when the entries must move.
  func makeRoom(_ index: Int) {
    var container = storage.pointee.containers[index]
    if container.count < container.capacity { return }
    let capacity = max(8, container.count * 2)
    storage.pointee.entries.reserve(capacity)
    let first = storage.pointee.entries.count
    var count = 0
    for i in container.first..<container.first + container.count {
      let entry = storage.pointee.entries.base[i]
      if entry.tag == .removed { continue }
      storage.pointee.entries.base[first + count] = entry
      count += 1
    }
    storage.pointee.entries.count += capacity
    container.first = first
    container.count = count
    container.capacity = capacity
    storage.pointee.containers[index] = container
  }

  /// A string or key that an edit brought in.
  func text(at place: UInt32) -> Bytes {
    let header = UnsafeRawPointer(storage.pointee.texts.base + Int(place))
    return Bytes(
      start: (header + 8).assumingMemoryBound(to: UInt8.self),
      count: Int(header.loadUnaligned(fromByteOffset: 4, as: UInt32.self)))
  }

  /// Keeps a copy of `text`; `old` is a place that it replaces and may reuse.
  func store(_ text: Bytes, replacing old: UInt32? = nil) throws(EditError) -> UInt32 {
    var capacity = text.count
    if let old {
      let header = UnsafeMutableRawPointer(storage.pointee.texts.base + Int(old))
      let room = Int(header.loadUnaligned(as: UInt32.self))
      if text.count <= room {
        header.storeBytes(of: UInt32(text.count), toByteOffset: 4, as: UInt32.self)
        if let from = text.baseAddress {
          (header + 8).copyMemory(from: from, byteCount: text.count)
        }
        return old
      }
      capacity = max(capacity, room * 2)
    }
    let place = storage.pointee.texts.count
    guard place + capacity + 8 < Int(Entry.ownedKey) else { throw EditError() }
    storage.pointee.texts.reserve(capacity + 8)
    let header = UnsafeMutableRawPointer(storage.pointee.texts.base + place)
    header.storeBytes(of: UInt32(capacity), as: UInt32.self)
    header.storeBytes(of: UInt32(text.count), toByteOffset: 4, as: UInt32.self)
    if let from = text.baseAddress { (header + 8).copyMemory(from: from, byteCount: text.count) }
    storage.pointee.texts.count += capacity + 8
    return UInt32(place)
  }
}
