/// An expanded array or object: its children are stored as entries, because it was changed or
/// iterated over.
///
///     {"model":"a","n":1}   with model = "b" and a new key
///      entries: [key 1, string "b"] [key 3, node 4] [owned key, integer 7]
///
/// The entries are in the document's entry table, `capacity` of them from `first`. Removed members
/// remain as marked entries until the container grows, so that an iteration can continue after
/// them.
struct Container: BitwiseCopyable {
  let node: UInt32
  let isObject: Bool
  /// Whether it differs from its bytes.
  var isChanged = false
  /// Whether members that are shadowed by a later one are marked.
  var hasShadowed = false
  /// Whether members of the text were dropped from the entries.
  var hasGaps = false
  var first: Int
  var count: Int
  var capacity: Int
  /// The number of entries that are neither removed nor marked as shadowed.
  var live: Int
  /// The range of its key index in the table of slots; without an index, no slots.
  var slots = 0
  var slotCount = 0
}

/// A member or element of an expanded container. 16 bytes.
struct Entry: BitwiseCopyable {
  /// The key's node number or, with the high bit set, its offset in the document's texts. In an
  /// array, the node of the element that this entry has in the text, or `noKey`.
  var key: UInt32
  var tag: Tag
  /// Whether the value is that of the text.
  var isOriginal: Bool
  /// Whether a later member has the same key; such a member is copied but never read.
  var isShadowed = false
  /// The `KeyMark` of a member's key.
  var mark: UInt8 = 0
  /// A node number, the bits of a scalar, the offset of a string in `texts`, or a foreign number.
  var payload: UInt64

  enum Tag: UInt8 {
    case node, null, boolean, integer, double, string, foreign, removed
  }

  static let ownedKey: UInt32 = 1 << 31
  static let noKey: UInt32 = .max

  /// Whether the key is not in the document's text. True for inserted array elements, too.
  @inline(__always)
  var isOwnedKey: Bool { key & Entry.ownedKey != 0 }
  var node: UInt32 { UInt32(truncatingIfNeeded: payload) }
}

/// The error of an edit that exceeds a limit of a document: 16 million new members or elements,
/// 2 GiB of new text, or 16 million expanded containers.
package struct EditError: Error {
  /// Whether the limit of the document's `Budget` is exceeded.
  package var isBeyondBudget = false

  /// The limits of a value and of the lines of a chunk, for messages.
  package static let limits =
    "a JSON value takes at most 2 GiB of new text and 16 million new members; json.copy makes a "
    + "table of it, which takes more"
}

extension Document {
  /// The index of the container of node `number`, which is expanded if needed.
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
    let count = childCount(of: number)
    let spare = 4
    storage.pointee.entries.reserve(count + spare)
    storage.pointee.entries.count += count + spare
    var entry = storage.pointee.entries.base + first
    let ofKey: UInt32 = isObject ? 1 : 0
    var child = number &+ 1
    while child < node.next {
      entry.pointee = Entry(
        key: child, tag: .node, isOriginal: true,
        mark: isObject ? keyMark(nodes[Int(child)]) : 0, payload: UInt64(child &+ ofKey))
      child = nodes[Int(child &+ ofKey)].next
      entry += 1
    }
    storage.pointee.containers.append(
      Container(
        node: number, isObject: isObject, first: first, count: count, capacity: count + spare,
        live: count))
    nodes[Int(number)].expand(into: index)
    return index
  }

  @inline(__always)
  private func keyMark(_ key: Node) -> UInt8 {
    key.isEscaped ? KeyMark.of(escaped: inside(key)) : KeyMark.of(inside(key))
  }

  /// The number of members or elements of a container that is not expanded.
  private func childCount(of number: UInt32) -> Int {
    let node = node(number)
    if node.payload < Node.maximumCount { return node.payload }
    var count = 0
    var child = number + 1
    while child < node.next {
      child = self.node(node.kind == .object ? child + 1 : child).next
      count += 1
    }
    return count
  }

  /// Reserves space for one more entry. If the container is full, drops removed entries.
  func makeRoom(_ index: Int) throws(EditError) {
    let container = storage.pointee.containers[index]
    guard container.count == container.capacity else { return }
    if storage.pointee.entries.count > Self.mostEntries { throw EditError() }
    try afford(max(8, container.count * 2), in: storage.pointee.entries)
    moveEntries(of: index)
  }

  /// The most entries of a document: 256 MiB of them.
  private static var mostEntries: Int { 1 << 24 }

  /// Compacts the entries in place if most are removed, else moves them to a larger range.
  @inline(never)
  private func moveEntries(of index: Int) {
    var container = storage.pointee.containers[index]
    let from = container.first
    let kept = (from..<from + container.count).count {
      storage.pointee.entries[$0].tag != .removed
    }
    if kept > container.capacity / 2 || container.capacity < 8 {
      container.capacity = max(8, kept * 2)
      container.first = storage.pointee.entries.count
      storage.pointee.entries.reserve(container.capacity)
      storage.pointee.entries.count += container.capacity
    }
    var to = container.first
    for at in from..<from + container.count {
      let entry = storage.pointee.entries[at]
      if entry.tag == .removed { continue }
      storage.pointee.entries[to] = entry
      to += 1
    }
    if kept < container.count { container.hasGaps = true }
    container.count = kept
    storage.pointee.containers[index] = container
    if container.slotCount > 0 { makeIndex(of: index) }
  }
}
