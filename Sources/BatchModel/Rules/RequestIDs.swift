internal import LazyJSON

/// Where the ids of requests are compared with those of earlier ones.
package enum IDComparison: Sendable {
  case here
  /// Nowhere: they are known to be unique, and none is stored.
  case nowhere
  /// In another check, which receives the gathered ids.
  case elsewhere
}

/// The ids that a check of requests knows.
extension RequestCheck {
  /// Adds an id to those of the record; returns false, with `firstUse`, if an earlier line has it.
  mutating func take(id: Bytes) -> Bool { take(ids.key(id)) }

  /// Whether a line of an earlier record has an id.
  func isTaken(id: Bytes) -> Bool { ids.line(of: ids.key(id)) != nil }

  /// Changes the line of an id in the set.
  mutating func take(again id: String, at line: UInt32) {
    var id = id
    ids.move(id.withUTF8 { ids.key($0) }, to: line)
  }

  /// Adds an id; false, with its line in `firstUse`, if an earlier line has it.
  @inline(__always)
  mutating func take(_ key: IDSet.Key) -> Bool {
    firstUse = ids.line(of: key)
    if firstUse != nil || isPending(key) { return false }
    pending.append(key)
    if pending.count > Self.few { takeMany(key) }
    return true
  }

  private mutating func takeMany(_ key: IDSet.Key) {
    if pending.count == Self.few + 1 {
      manyPending.formUnion(pending.elements)
    } else {
      manyPending.insert(key)
    }
  }

  private static let few = 16

  /// Inlined, for a call would be passed a copy of the whole check.
  @inline(__always)
  private func isPending(_ key: IDSet.Key) -> Bool {
    pending.count > Self.few ? manyPending.contains(key) : pending.elements.contains(key)
  }
}
