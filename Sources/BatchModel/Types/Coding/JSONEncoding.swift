/// What a value writes itself to, seen as an encoder.
struct JSONEncoding: Encoder {
  let writer: JSONWriter

  var codingPath: [any CodingKey] { [] }
  var userInfo: [CodingUserInfoKey: Any] { [:] }

  func container<Key: CodingKey>(keyedBy type: Key.Type) -> KeyedEncodingContainer<Key> {
    writer.open(object: true)
    return KeyedEncodingContainer(Members(writer: writer))
  }

  func unkeyedContainer() -> any UnkeyedEncodingContainer {
    writer.open(object: false)
    return Elements(writer: writer)
  }

  func singleValueContainer() -> any SingleValueEncodingContainer { Single(writer: writer) }

  private struct Members<Key: CodingKey>: KeyedEncodingContainerProtocol {
    let writer: JSONWriter
    var codingPath: [any CodingKey] { [] }

    func encodeNil(forKey key: Key) {
      writer.begin(key.stringValue)
      writer.writeNull()
    }

    func encode(_ value: some Encodable, forKey key: Key) throws {
      writer.begin(key.stringValue)
      try writer.write(value)
    }

    func nestedContainer<Nested: CodingKey>(
      keyedBy keyType: Nested.Type, forKey key: Key
    ) -> KeyedEncodingContainer<Nested> {
      writer.begin(key.stringValue)
      return JSONEncoding(writer: writer).container(keyedBy: keyType)
    }

    func nestedUnkeyedContainer(forKey key: Key) -> any UnkeyedEncodingContainer {
      writer.begin(key.stringValue)
      return JSONEncoding(writer: writer).unkeyedContainer()
    }

    func superEncoder() -> any Encoder { JSONEncoding(writer: writer) }
    func superEncoder(forKey key: Key) -> any Encoder { JSONEncoding(writer: writer) }
  }

  private struct Elements: UnkeyedEncodingContainer {
    let writer: JSONWriter
    var codingPath: [any CodingKey] { [] }
    private(set) var count = 0

    init(writer: JSONWriter) { self.writer = writer }

    mutating func encodeNil() {
      begin()
      writer.writeNull()
    }

    mutating func encode(_ value: some Encodable) throws {
      begin()
      try writer.write(value)
    }

    private mutating func begin() {
      writer.begin(nil)
      count += 1
    }

    mutating func nestedContainer<Nested: CodingKey>(
      keyedBy keyType: Nested.Type
    ) -> KeyedEncodingContainer<Nested> {
      begin()
      return JSONEncoding(writer: writer).container(keyedBy: keyType)
    }

    mutating func nestedUnkeyedContainer() -> any UnkeyedEncodingContainer {
      begin()
      return JSONEncoding(writer: writer).unkeyedContainer()
    }

    mutating func superEncoder() -> any Encoder { JSONEncoding(writer: writer) }
  }

  private struct Single: SingleValueEncodingContainer {
    let writer: JSONWriter
    var codingPath: [any CodingKey] { [] }

    func encodeNil() { writer.writeNull() }
    func encode(_ value: some Encodable) throws { try writer.write(value) }
  }
}
