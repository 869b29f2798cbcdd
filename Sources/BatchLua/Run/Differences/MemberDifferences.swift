internal import LazyJSON

extension Difference {
  /// The members and elements in which two JSON texts differ, by path. White space, the order of
  /// members and the spelling of strings and numbers do not count. Nil if one text is not JSON.
  public static func members(old: [UInt8], new: [UInt8]) -> [Member]? {
    let (first, second) = (Document.create(), Document.create())
    defer {
      first.destroy()
      second.destroy()
    }
    let indexer = Indexer()
    do throws(SyntaxError) {
      try old.withUnsafeBufferPointer { (text) throws(SyntaxError) in
        try first.load(text, with: indexer)
      }
      try new.withUnsafeBufferPointer { (text) throws(SyntaxError) in
        try second.load(text, with: indexer)
      }
    } catch {
      return nil
    }
    var differences = MemberDifferences(first, second)
    differences.compare(0, 0, at: "")
    return differences.members
  }
}

/// Compares values of two documents without edits.
struct MemberDifferences {
  private let old: Document
  private let new: Document
  private(set) var members: [Difference.Member] = []

  init(_ old: Document, _ new: Document) {
    self.old = old
    self.new = new
  }

  /// Adds the differences between two values at `path`, given by their nodes.
  mutating func compare(_ a: UInt32, _ b: UInt32, at path: String) {
    if old.bytes(of: a).equals(new.bytes(of: b)) { return }
    switch (old.node(a).kind, new.node(b).kind) {
    case (.object, .object): compareObjects(a, b, path)
    case (.array, .array): compareArrays(a, b, path)
    default: if !isSameScalar(a, b) { add(a, b, path) }
    }
  }

  private mutating func add(_ a: UInt32?, _ b: UInt32?, _ path: String) {
    members.append(
      Difference.Member(
        path: path, old: a.map { old.bytes(of: $0).string }, new: b.map { new.bytes(of: $0).string }
      ))
  }

  /// Whether two values that are not both objects or both arrays are equal.
  private func isSameScalar(_ a: UInt32, _ b: UInt32) -> Bool {
    switch (old.value(a), new.value(b)) {
    case (.string(let a), .string(let b)): a.equals(b)
    case (.integer(let a), .integer(let b)): a == b
    case (.double(let a), .double(let b)): a == b
    case (.integer(let a), .double(let b)): Int64(exactly: b) == a
    case (.double(let a), .integer(let b)): Int64(exactly: a) == b
    default: false
    }
  }

  /// Whether two values are equal. Does not call `compare`, which calls this at each level of an
  /// array: otherwise the time would double with each level.
  private func isSame(_ a: UInt32, _ b: UInt32) -> Bool {
    if old.bytes(of: a).equals(new.bytes(of: b)) { return true }
    switch (old.node(a).kind, new.node(b).kind) {
    case (.object, .object):
      let (first, second) = (MemberList(a, of: old), MemberList(b, of: new))
      return first.list.count == second.list.count
        && first.list.indices.allSatisfy { index in
          guard let found = second.find(first.list[index].key, near: index) else { return false }
          return isSame(first.list[index].value, second.list[found].value)
        }
    case (.array, .array):
      let (first, second) = (elements(of: a, old), elements(of: b, new))
      return first.count == second.count && zip(first, second).allSatisfy { isSame($0, $1) }
    default: return isSameScalar(a, b)
    }
  }

  // MARK: Objects

  private mutating func compareObjects(_ a: UInt32, _ b: UInt32, _ path: String) {
    let (first, second) = (MemberList(a, of: old), MemberList(b, of: new))
    var isMatched = [Bool](repeating: false, count: second.list.count)
    for (index, member) in first.list.enumerated() {
      let below = Self.path(path, under: member.key)
      if let found = second.find(member.key, near: index) {
        isMatched[found] = true
        compare(member.value, second.list[found].value, at: below)
      } else {
        add(member.value, nil, below)
      }
    }
    for (index, member) in second.list.enumerated() where !isMatched[index] {
      add(nil, member.value, Self.path(path, under: member.key))
    }
  }

  private static func path(_ path: String, under key: [UInt8]) -> String {
    key.withUnsafeBufferPointer { key in
      let below = EncodeError("").under(key: key).path
      return path.isEmpty && below.hasPrefix(".") ? String(below.dropFirst()) : path + below
    }
  }

  // MARK: Arrays

  /// Skips equal elements at both ends, so that an inserted element is one difference.
  private mutating func compareArrays(_ a: UInt32, _ b: UInt32, _ path: String) {
    let (first, second) = (elements(of: a, old), elements(of: b, new))
    let most = min(first.count, second.count)
    var head = 0
    while head < most, isSame(first[head], second[head]) { head += 1 }
    var tail = 0
    while tail < most - head,
      isSame(first[first.count - tail - 1], second[second.count - tail - 1])
    {
      tail += 1
    }
    for index in head..<max(first.count, second.count) - tail {
      let below = "\(path)[\(index + 1)]"
      let (isOld, isNew) = (index < first.count - tail, index < second.count - tail)
      if isOld && isNew {
        compare(first[index], second[index], at: below)
      } else {
        add(isOld ? first[index] : nil, isNew ? second[index] : nil, below)
      }
    }
  }

  private func elements(of array: UInt32, _ document: Document) -> [UInt32] {
    var nodes: [UInt32] = []
    var at = array + 1
    while at < document.node(array).next {
      nodes.append(at)
      at = document.node(at).next
    }
    return nodes
  }
}

/// The members of an object. If a key is repeated, its last value is used.
private struct MemberList {
  private(set) var list: [(key: [UInt8], value: UInt32)] = []
  private var indices: [[UInt8]: Int]?
  private static let few = 24

  init(_ object: UInt32, of document: Document) {
    var all: [(key: [UInt8], value: UInt32)] = []
    document.eachMember(of: object) { key, value in all.append((Array(key), value)) }
    if all.count > Self.few {
      var indices: [[UInt8]: Int] = [:]
      for member in all {
        if let index = indices[member.key] {
          list[index].value = member.value
        } else {
          indices[member.key] = list.count
          list.append(member)
        }
      }
      self.indices = indices
    } else {
      for member in all {
        if let index = list.firstIndex(where: { $0.key == member.key }) {
          list[index].value = member.value
        } else {
          list.append(member)
        }
      }
    }
  }

  /// The index of a key, which is probably `near`; nil if the object does not have it.
  func find(_ key: [UInt8], near: Int) -> Int? {
    if near < list.count, list[near].key == key { return near }
    if let indices { return indices[key] }
    return list.firstIndex { $0.key == key }
  }
}
