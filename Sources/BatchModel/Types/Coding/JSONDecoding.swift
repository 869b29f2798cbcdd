internal import LazyJSON

/// A decoder for a value of a document.
struct JSONDecoding: Decoder {
  let document: Document
  let node: UInt32
  let codingPath: [any CodingKey]

  var userInfo: [CodingUserInfoKey: Any] { [:] }

  func container<Key: CodingKey>(keyedBy type: Key.Type) throws -> KeyedDecodingContainer<Key> {
    try checkIsObject()
    return KeyedDecodingContainer(Members<Key>(decoding: self))
  }

  func unkeyedContainer() throws -> any UnkeyedDecodingContainer {
    guard document.node(node).kind == .array else { throw mismatch([JSONValue].self) }
    return Elements(self)
  }

  func singleValueContainer() -> any SingleValueDecodingContainer { Single(decoding: self) }

  // MARK: Values

  func decode<Value: Decodable>(_ type: Value.Type) throws -> Value {
    if let value = plain(type, node) { return value }
    if type == String.self || type == Bool.self { throw mismatch(type) }
    guard let number = type as? any JSONNumber.Type else { return try Value(from: self) }
    guard let value = number.init(node, in: document) else { throw mismatch(type) }
    return value as! Value
  }

  /// Decodes a member or element. Creates a decoder for it only if its type needs one.
  @inline(__always)
  func decode<Value: Decodable>(
    _ type: Value.Type, at node: UInt32, _ key: @autoclosure () -> any CodingKey
  ) throws -> Value {
    if let value = plain(type, node) { return value }
    return try at(node, key()).decode(type)
  }

  /// Reads a value of one of the most frequent types; nil if the type is another, or the value is
  /// of another kind.
  @inline(__always)
  private func plain<Value>(_ type: Value.Type, _ node: UInt32) -> Value? {
    if type == JSONValue.self { return (JSONValue(node, in: document) as! Value) }
    if type == String.self, case .string(let text) = document.value(node) {
      return (text.string as! Value)
    }
    if type == Int.self, case .integer(let value) = document.value(node) {
      return (Int(value) as! Value)
    }
    if type == Bool.self, case .boolean(let value) = document.value(node) {
      return (value as! Value)
    }
    return nil
  }

  var isNull: Bool { document.node(node).kind == .null }

  func at(_ node: UInt32, _ key: any CodingKey) -> JSONDecoding {
    JSONDecoding(document: document, node: node, codingPath: codingPath + [key])
  }

  private func mismatch(_ type: Any.Type) -> DecodingError {
    let value = document.value(node)
    let found =
      switch value {
      case .integer, .double, .number: "the number \(document.bytes(of: node).string)"
      default: value.description
      }
    return DecodingError.typeMismatch(
      type,
      DecodingError.Context(codingPath: codingPath, debugDescription: "found \(found)"))
  }

  // MARK: Members

  /// Throws a `DecodingError` if the value is not an object.
  func checkIsObject() throws {
    guard document.node(node).kind == .object else { throw mismatch([String: JSONValue].self) }
  }

  /// The node of a member's value, the last one if the key is repeated; nil if there is none.
  func find(_ key: some CodingKey) -> UInt32? {
    var found: UInt32?
    var name = key.stringValue
    name.withUTF8 { name in
      document.eachMember(of: node) { key, value in if key.equals(name) { found = value } }
    }
    return found
  }

  /// Decodes a member. Throws a `DecodingError` if it is missing or of another kind.
  func member<Value: Decodable>(_ type: Value.Type, _ key: some CodingKey) throws -> Value {
    guard let node = find(key) else { throw noMember(key) }
    return try decode(type, at: node, key)
  }

  /// Decodes a member; nil if it is absent or null.
  func memberIfPresent<Value: Decodable>(
    _ type: Value.Type, _ key: some CodingKey
  ) throws -> Value? {
    guard let node = find(key), document.node(node).kind != .null else { return nil }
    return try decode(type, at: node, key)
  }

  /// A decoder for a member. Throws a `DecodingError` if it is missing.
  func decoding(of key: some CodingKey) throws -> JSONDecoding {
    guard let node = find(key) else { throw noMember(key) }
    return at(node, key)
  }

  private func noMember(_ key: some CodingKey) -> DecodingError {
    DecodingError.keyNotFound(
      key,
      DecodingError.Context(codingPath: codingPath, debugDescription: "there is no such member"))
  }
}
