/// An encoder that writes to a `JSONWriter`.
struct JSONEncoding: Encoder {
  let writer: JSONWriter

  var codingPath: [any CodingKey] { [] }
  var userInfo: [CodingUserInfoKey: Any] { [:] }

  func container<Key: CodingKey>(keyedBy type: Key.Type) -> KeyedEncodingContainer<Key> {
    KeyedEncodingContainer(Members(writer))
  }

  func unkeyedContainer() -> any UnkeyedEncodingContainer { Elements(writer) }

  func singleValueContainer() -> any SingleValueEncodingContainer { Single(writer: writer) }

  private struct Members<Key: CodingKey>: KeyedEncodingContainerProtocol {
    private let writer: JSONWriter
    private let depth: Int
    var codingPath: [any CodingKey] { [] }

    init(_ writer: JSONWriter) {
      self.writer = writer
      depth = writer.open(object: true)
    }

    func encodeNil(forKey key: Key) { at(key).writeNull() }
    func encode(_ value: some Encodable, forKey key: Key) throws { try at(key).write(value) }
    // The protocol has default implementations for these types, which throw.
    func encode(_ value: Int128, forKey key: Key) throws { try at(key).write(value) }
    func encode(_ value: UInt128, forKey key: Key) throws { try at(key).write(value) }

    func nestedContainer<Nested: CodingKey>(
      keyedBy keyType: Nested.Type, forKey key: Key
    ) -> KeyedEncodingContainer<Nested> {
      JSONEncoding(writer: at(key)).container(keyedBy: keyType)
    }

    func nestedUnkeyedContainer(forKey key: Key) -> any UnkeyedEncodingContainer {
      JSONEncoding(writer: at(key)).unkeyedContainer()
    }

    func superEncoder() -> any Encoder { JSONEncoding(writer: at("super")) }
    func superEncoder(forKey key: Key) -> any Encoder { JSONEncoding(writer: at(key)) }

    private func at(_ key: Key) -> JSONWriter { at(key.stringValue) }

    private func at(_ key: String) -> JSONWriter {
      writer.begin(key, in: depth)
      return writer
    }
  }

  private struct Elements: UnkeyedEncodingContainer {
    private let writer: JSONWriter
    private let depth: Int
    private(set) var count = 0
    var codingPath: [any CodingKey] { [] }

    init(_ writer: JSONWriter) {
      self.writer = writer
      depth = writer.open(object: false)
    }

    mutating func encodeNil() { next().writeNull() }
    mutating func encode(_ value: some Encodable) throws { try next().write(value) }
    mutating func encode(_ value: Int128) throws { try next().write(value) }
    mutating func encode(_ value: UInt128) throws { try next().write(value) }

    mutating func nestedContainer<Nested: CodingKey>(
      keyedBy keyType: Nested.Type
    ) -> KeyedEncodingContainer<Nested> {
      JSONEncoding(writer: next()).container(keyedBy: keyType)
    }

    mutating func nestedUnkeyedContainer() -> any UnkeyedEncodingContainer {
      JSONEncoding(writer: next()).unkeyedContainer()
    }

    mutating func superEncoder() -> any Encoder { JSONEncoding(writer: next()) }

    private mutating func next() -> JSONWriter {
      writer.begin(nil, in: depth)
      count += 1
      return writer
    }
  }

  private struct Single: SingleValueEncodingContainer {
    let writer: JSONWriter
    var codingPath: [any CodingKey] { [] }

    func encodeNil() { writer.writeNull() }
    func encode(_ value: some Encodable) throws { try writer.write(value) }
    func encode(_ value: Int128) throws { try writer.write(value) }
    func encode(_ value: UInt128) throws { try writer.write(value) }
  }
}
