internal import LazyJSON

/// The containers of the standard library, over a value of a document.
extension JSONDecoding {
  /// The members of an object.
  struct Members<Key: CodingKey>: KeyedDecodingContainerProtocol {
    let decoding: JSONDecoding

    var codingPath: [any CodingKey] { decoding.codingPath }

    var allKeys: [Key] {
      var keys: [Key] = []
      decoding.document.eachMember(of: decoding.node) { key, _ in
        if let key = Key(stringValue: key.string) { keys.append(key) }
      }
      return keys
    }

    func contains(_ key: Key) -> Bool { decoding.find(key) != nil }
    func decodeNil(forKey key: Key) throws -> Bool { try decoding.decoding(of: key).isNull }

    func decode<Value: Decodable>(_ type: Value.Type, forKey key: Key) throws -> Value {
      try decoding.member(type, key)
    }

    // The protocol has default implementations for these types, which throw.
    func decode(_ type: Int128.Type, forKey key: Key) throws -> Int128 {
      try decoding.decoding(of: key).decode(type)
    }
    func decode(_ type: UInt128.Type, forKey key: Key) throws -> UInt128 {
      try decoding.decoding(of: key).decode(type)
    }

    func decodeIfPresent<Value: Decodable>(_ type: Value.Type, forKey key: Key) throws -> Value? {
      try decoding.memberIfPresent(type, key)
    }

    func nestedContainer<Nested: CodingKey>(
      keyedBy type: Nested.Type, forKey key: Key
    ) throws -> KeyedDecodingContainer<Nested> {
      try decoding.decoding(of: key).container(keyedBy: type)
    }

    func nestedUnkeyedContainer(forKey key: Key) throws -> any UnkeyedDecodingContainer {
      try decoding.decoding(of: key).unkeyedContainer()
    }

    func superDecoder() throws -> any Decoder {
      guard let key = Key(stringValue: "super") else { return decoding }
      return try decoding.decoding(of: key)
    }
    func superDecoder(forKey key: Key) throws -> any Decoder { try decoding.decoding(of: key) }
  }

  /// The elements of an array.
  struct Elements: UnkeyedDecodingContainer {
    private let decoding: JSONDecoding
    private let nodes: [UInt32]
    private(set) var currentIndex = 0

    init(_ decoding: JSONDecoding) {
      self.decoding = decoding
      var nodes: [UInt32] = []
      decoding.document.eachElement(of: decoding.node) { nodes.append($0) }
      self.nodes = nodes
    }

    var codingPath: [any CodingKey] { decoding.codingPath }
    var count: Int? { nodes.count }
    var isAtEnd: Bool { currentIndex == nodes.count }

    private struct Index: CodingKey {
      let intValue: Int?
      var stringValue: String { "\(intValue ?? 0)" }
      init(intValue: Int) { self.intValue = intValue }
      init?(stringValue: String) { nil }
    }

    private func element() throws -> JSONDecoding {
      let index = Index(intValue: currentIndex)
      if !isAtEnd { return decoding.at(nodes[currentIndex], index) }
      throw DecodingError.valueNotFound(
        JSONValue.self,
        DecodingError.Context(codingPath: codingPath, debugDescription: "the array has ended"))
    }

    mutating func decodeNil() throws -> Bool {
      guard try element().isNull else { return false }
      currentIndex += 1
      return true
    }

    mutating func decode<Value: Decodable>(_ type: Value.Type) throws -> Value {
      if isAtEnd { return try element().decode(type) }
      let value = try decoding.decode(
        type, at: nodes[currentIndex], Index(intValue: currentIndex))
      currentIndex += 1
      return value
    }

    mutating func decode(_ type: Int128.Type) throws -> Int128 {
      let value = try element().decode(type)
      currentIndex += 1
      return value
    }

    mutating func decode(_ type: UInt128.Type) throws -> UInt128 {
      let value = try element().decode(type)
      currentIndex += 1
      return value
    }

    mutating func nestedContainer<Nested: CodingKey>(
      keyedBy type: Nested.Type
    ) throws -> KeyedDecodingContainer<Nested> {
      let container = try element().container(keyedBy: type)
      currentIndex += 1
      return container
    }

    mutating func nestedUnkeyedContainer() throws -> any UnkeyedDecodingContainer {
      let container = try element().unkeyedContainer()
      currentIndex += 1
      return container
    }

    mutating func superDecoder() throws -> any Decoder {
      let element = try element()
      currentIndex += 1
      return element
    }
  }

  /// The value itself.
  struct Single: SingleValueDecodingContainer {
    let decoding: JSONDecoding

    var codingPath: [any CodingKey] { decoding.codingPath }
    func decodeNil() -> Bool { decoding.isNull }
    func decode<Value: Decodable>(_ type: Value.Type) throws -> Value {
      try decoding.decode(type)
    }
    func decode(_ type: Int128.Type) throws -> Int128 { try decoding.decode(type) }
    func decode(_ type: UInt128.Type) throws -> UInt128 { try decoding.decode(type) }
  }
}
