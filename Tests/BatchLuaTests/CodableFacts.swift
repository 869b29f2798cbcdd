/// What a type shows of itself when it is read and written, without a sample by hand: the members
/// that it asks a decoder for, and those that it gives an encoder.
struct CodableFacts {
  struct Member {
    let name: String
    let type: any Decodable.Type
    /// Whether it may be missing.
    let isOptional: Bool
  }

  /// In the order in which they are read.
  let members: [Member]
  /// All names, in the order in which they are written.
  let written: [String]
  /// Those that are written as null when they are nil.
  let nulls: Set<String>
  /// The names of the stored properties.
  let properties: [String]

  init<Value: Codable>(of type: Value.Type) throws {
    let (read, ignored) = (ReadLog(), ReadLog())
    let whole = try Value(from: ProbeDecoder(log: read, isWhole: true))
    let sparse = try Value(from: ProbeDecoder(log: ignored, isWhole: false))
    let (all, few) = (WriteLog(), WriteLog())
    try whole.encode(to: ProbeEncoder(log: all))
    try sparse.encode(to: ProbeEncoder(log: few))
    members = read.members
    written = all.names
    nulls = few.nulls
    properties = Mirror(reflecting: whole).children.compactMap(\.label)
  }
}

private struct Unexpected: Error {}

// MARK: Reading

private final class ReadLog {
  var members: [CodableFacts.Member] = []
  /// Names that were asked for before they were read: what is read then may be missing.
  var asked: Set<String> = []

  func note(_ key: any CodingKey, _ type: any Decodable.Type, isOptional: Bool) {
    let name = key.stringValue
    members.append(.init(name: name, type: type, isOptional: isOptional || asked.contains(name)))
  }
}

/// An object that has all members asked for, or all that must be there; with a log, the one that is
/// looked at. Lists and objects of any members are empty.
private struct ProbeDecoder: Decoder {
  let log: ReadLog?
  let isWhole: Bool
  var codingPath: [any CodingKey] { [] }
  var userInfo: [CodingUserInfoKey: Any] { [:] }

  func container<Key: CodingKey>(keyedBy type: Key.Type) -> KeyedDecodingContainer<Key> {
    KeyedDecodingContainer(ProbeMembers(log: log, isWhole: isWhole))
  }

  func unkeyedContainer() -> any UnkeyedDecodingContainer { NoElements() }

  func singleValueContainer() throws -> any SingleValueDecodingContainer {
    if log != nil { throw Unexpected() }
    return ProbeScalar()
  }
}

private struct ProbeMembers<Key: CodingKey>: KeyedDecodingContainerProtocol {
  let log: ReadLog?
  let isWhole: Bool
  var codingPath: [any CodingKey] { [] }
  var allKeys: [Key] { [] }

  func contains(_ key: Key) -> Bool {
    log?.asked.insert(key.stringValue)
    return isWhole
  }

  func decodeNil(forKey key: Key) -> Bool { false }

  func decode<Value: Decodable>(_ type: Value.Type, forKey key: Key) throws -> Value {
    log?.note(key, type, isOptional: false)
    return try Value(from: ProbeDecoder(log: nil, isWhole: isWhole))
  }

  func decodeIfPresent<Value: Decodable>(_ type: Value.Type, forKey key: Key) throws -> Value? {
    log?.note(key, type, isOptional: true)
    return isWhole ? try Value(from: ProbeDecoder(log: nil, isWhole: true)) : nil
  }

  func nestedContainer<Nested>(
    keyedBy type: Nested.Type, forKey key: Key
  ) throws -> KeyedDecodingContainer<Nested> { throw Unexpected() }
  func nestedUnkeyedContainer(forKey key: Key) throws -> any UnkeyedDecodingContainer {
    throw Unexpected()
  }
  func superDecoder() throws -> any Decoder { throw Unexpected() }
  func superDecoder(forKey key: Key) throws -> any Decoder { throw Unexpected() }
}

private struct ProbeScalar: SingleValueDecodingContainer {
  var codingPath: [any CodingKey] { [] }
  func decodeNil() -> Bool { false }

  func decode<Value: Decodable>(_ type: Value.Type) throws -> Value {
    let values: [Any] = ["text", 1, true]
    guard let value = values.first(where: { $0 is Value }) as? Value else { throw Unexpected() }
    return value
  }
}

private struct NoElements: UnkeyedDecodingContainer {
  var codingPath: [any CodingKey] { [] }
  var count: Int? { 0 }
  var isAtEnd: Bool { true }
  var currentIndex: Int { 0 }
  func decodeNil() throws -> Bool { throw Unexpected() }
  func decode<Value: Decodable>(_ type: Value.Type) throws -> Value { throw Unexpected() }
  func nestedContainer<Nested>(
    keyedBy type: Nested.Type
  ) throws -> KeyedDecodingContainer<Nested> { throw Unexpected() }
  func nestedUnkeyedContainer() throws -> any UnkeyedDecodingContainer { throw Unexpected() }
  func superDecoder() throws -> any Decoder { throw Unexpected() }
}

// MARK: Writing

private final class WriteLog {
  var names: [String] = []
  var nulls: Set<String> = []
}

/// Takes one object.
private struct ProbeEncoder: Encoder {
  let log: WriteLog
  var codingPath: [any CodingKey] { [] }
  var userInfo: [CodingUserInfoKey: Any] { [:] }

  func container<Key: CodingKey>(keyedBy type: Key.Type) -> KeyedEncodingContainer<Key> {
    KeyedEncodingContainer(WrittenMembers(log: log))
  }
  func unkeyedContainer() -> any UnkeyedEncodingContainer { fatalError("no object is written") }
  func singleValueContainer() -> any SingleValueEncodingContainer {
    fatalError("no object is written")
  }
}

private struct WrittenMembers<Key: CodingKey>: KeyedEncodingContainerProtocol {
  let log: WriteLog
  var codingPath: [any CodingKey] { [] }

  func encodeNil(forKey key: Key) {
    log.names.append(key.stringValue)
    log.nulls.insert(key.stringValue)
  }

  func encode<Value: Encodable>(_ value: Value, forKey key: Key) {
    let mirror = Mirror(reflecting: value)
    if mirror.displayStyle == .optional && mirror.children.isEmpty {
      return encodeNil(forKey: key)
    }
    log.names.append(key.stringValue)
  }

  func nestedContainer<Nested>(
    keyedBy type: Nested.Type, forKey key: Key
  ) -> KeyedEncodingContainer<Nested> { fatalError("a member is written in pieces") }
  func nestedUnkeyedContainer(forKey key: Key) -> any UnkeyedEncodingContainer {
    fatalError("a member is written in pieces")
  }
  func superEncoder() -> any Encoder { fatalError("no type has a superclass") }
  func superEncoder(forKey key: Key) -> any Encoder { fatalError("no type has a superclass") }
}
