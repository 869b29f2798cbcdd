package import LazyJSON

/// Counts lines by a name, such as that of a model. Stores the first thousand different names, and
/// the first thousand bytes of each.
package struct NameCounts {
  /// In the order of their first occurrence.
  package private(set) var names: [(name: String, count: Int)] = []
  /// The number of lines with further names.
  package private(set) var others = 0
  private var numbers: [Hash128: Int] = [:]
  private var last: (name: [UInt8], number: Int)?
  private static let most = 1000
  private static let longest = 1000

  package init() {}

  /// Counts a name; returns its index in `names`, or nil for a further one.
  @discardableResult
  package mutating func add(_ name: Bytes, lines: Int = 1) -> Int? {
    let name = name.cut(to: Self.longest)
    if let last, last.name.withUnsafeBufferPointer({ $0.equals(name) }) {
      names[last.number].count += lines
      return last.number
    }
    return addOther(name, lines)
  }

  /// Adds the counts of the following lines, which must have no `others`.
  package mutating func add(_ following: NameCounts) {
    for (name, count) in following.names {
      var name = name
      name.withUTF8 { _ = add($0, lines: count) }
    }
  }

  private mutating func addOther(_ name: Bytes, _ lines: Int) -> Int? {
    let hash = Hash128(name)
    let number = numbers[hash] ?? names.count
    if number == names.count {
      guard number < Self.most else {
        others += lines
        return nil
      }
      numbers[hash] = number
      names.append((name.string, 0))
    }
    names[number].count += lines
    last = (Array(name), number)
    return number
  }
}

extension Bytes {
  /// The beginning of a text, cut at a character boundary.
  fileprivate func cut(to most: Int) -> Bytes {
    if count <= most { return self }
    var end = most
    while end > 0, self[end] & 0xC0 == 0x80 { end -= 1 }
    return Bytes(rebasing: self[..<end])
  }
}
