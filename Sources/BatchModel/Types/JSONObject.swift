internal import Glibc
internal import LazyJSON

/// The members of a JSON object, in order. An object that was read from bytes stores its text, and
/// is written with the same bytes until a member is set; then its nested objects still store
/// theirs.
///
///     var body: JSONObject = ["model": "gpt-5-mini", "seed": 7]
///     body["seed"] = nil
///     for (name, value) in body { … }
///
/// Each lookup in an object that was read parses its text. To read many members of a large object,
/// get all of them once with `Array` or `dictionary`. Objects are equal if they have equal members,
/// in any order.
public struct JSONObject: Sendable {
  /// A member: its key and its value.
  public typealias Element = (key: String, value: JSONValue)

  private enum Storage: Sendable {
    case text([UInt8])
    case members([Element])
  }

  private var storage: Storage

  /// An object without members.
  public init() { storage = .members([]) }

  /// An object with these members, sorted by name.
  public init(_ dictionary: [String: JSONValue]) {
    storage = .members(
      dictionary.sorted { $0.key < $1.key }.map { (key: $0.key, value: $0.value) })
  }

  /// An object with these members in order. If a key is repeated, its last value is used, at the
  /// index of the first.
  public init(_ members: some Sequence<(String, JSONValue)>) {
    self.init()
    var indices: [String: Int] = [:]
    var all: [Element] = []
    for (key, value) in members {
      if let index = indices[key] {
        all[index].value = value
      } else {
        indices[key] = all.count
        all.append((key, value))
      }
    }
    storage = .members(all)
  }

  /// The object of a text, which must be valid.
  init(text: Bytes) {
    if text.isOnOneLine {
      storage = .text(Array(text))
    } else {
      var buffer = ByteBuffer()
      buffer.append(text)
      buffer.compactJSON(limit: .max)
      storage = .text(Array(buffer.elements))
    }
  }

  /// The text that it was read from; nil if it was not, or has been changed.
  var text: [UInt8]? { if case .text(let text) = storage { text } else { nil } }

  private var members: [Element] {
    switch storage {
    case .members(let members): members
    case .text(let text): Self.members(of: text)
    }
  }

  private static func members(of text: [UInt8]) -> [Element] {
    parsing(text) { document in
      let count = document.childCount(0)
      var members: [Element] = []
      members.reserveCapacity(count)
      document.eachMember(of: 0) { key, value in
        members.append((key.string, JSONValue(value, in: document)))
      }
      // Repeated keys are rare.
      if Set(members.lazy.map(\.key)).count == members.count { return members }
      return JSONObject(members.map { ($0.key, $0.value) }).members
    }
  }

  private static func parsing<Result>(_ text: [UInt8], _ body: (Document) -> Result) -> Result {
    do {
      return try text.withUnsafeBufferPointer { try JSONParser.parsing($0, body) }
    } catch {
      fatalError("the text of an object that was read cannot be read again: \(error)")
    }
  }
}

extension JSONObject: Sequence {
  /// The members in their order.
  public func makeIterator() -> IndexingIterator<[Element]> { members.makeIterator() }

  /// The number of members.
  public var count: Int { members.count }
  /// Whether there are no members.
  public var isEmpty: Bool {
    switch storage {
    case .text(let text): text.count == 2 || members.isEmpty
    case .members(let members): members.isEmpty
    }
  }
  /// The keys of the members, in their order.
  public var keys: [String] { members.map(\.key) }
  /// The values of the members, in their order.
  public var values: [JSONValue] { members.map(\.value) }
  /// The members as a dictionary, without their order.
  public var dictionary: [String: JSONValue] {
    Dictionary(members.map { ($0.key, $0.value) }) { _, last in last }
  }

  /// A member; nil if there is none. A new member is appended; setting nil removes a member.
  public subscript(key: String) -> JSONValue? {
    get {
      switch storage {
      case .members(let members): members.first { $0.key == key }?.value
      case .text(let text): Self.member(key, of: text)
      }
    }
    set {
      var members = members
      storage = .members([])
      let index = members.firstIndex { $0.key == key }
      switch (index, newValue) {
      case (let index?, let value?): members[index].value = value
      case (let index?, nil): members.remove(at: index)
      case (nil, let value?): members.append((key, value))
      case (nil, nil): break
      }
      storage = .members(members)
    }
  }

  private static func member(_ key: String, of text: [UInt8]) -> JSONValue? {
    parsing(text) { document in
      var found: UInt32?
      document.eachMember(of: 0) { name, value in
        if name.elementsEqual(key.utf8) { found = value }
      }
      return found.map { JSONValue($0, in: document) }
    }
  }
}

extension JSONObject: Hashable {
  /// Whether both have the same members, in any order.
  public static func == (left: JSONObject, right: JSONObject) -> Bool {
    if let left = left.text, let right = right.text, left == right { return true }
    let (left, right) = (left.members, right.members)
    guard left.count == right.count else { return false }
    if zip(left, right).allSatisfy({ $0 == $1 }) { return true }
    let others = Dictionary(right.map { ($0.key, $0.value) }) { _, last in last }
    return left.allSatisfy { others[$0.key] == $0.value }
  }

  /// Independent of the order of the members.
  public func hash(into hasher: inout Hasher) {
    var all = 0
    for (key, value) in members {
      var member = Hasher()
      member.combine(key)
      member.combine(value)
      all ^= member.finalize()
    }
    hasher.combine(all)
  }
}

extension JSONObject: ExpressibleByDictionaryLiteral {
  /// An object. If a key is repeated, its last value is used.
  public init(dictionaryLiteral members: (String, JSONValue)...) { self.init(members) }
}

extension Bytes {
  /// Whether the text has no line ends. In JSON they occur only between tokens.
  fileprivate var isOnOneLine: Bool {
    guard let base = baseAddress else { return true }
    return memchr(base, 0x0A, count) == nil && memchr(base, 0x0D, count) == nil
  }
}
