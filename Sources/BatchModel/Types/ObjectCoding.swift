// How the types of the model are decoded and encoded.
//
// Decoding: members named in a type's `CodingKeys` become its properties. All others are kept in
// its `additionalFields`, which are encoded again.
//
// Encoding nil: a property that async-openai (https://github.com/64bit/async-openai, the Rust types
// for the Batch API) has as an `Option` is written as null, as serde does. Omitted when nil are
// `BatchRequestInput.body`, because no service takes null there, members that async-openai requires
// but real files omit, and members that services have added since.

/// The name of any member of a JSON object, known to a type or not.
struct MemberName: CodingKey {
  let stringValue: String
  var intValue: Int? { nil }

  init(stringValue: String) { self.stringValue = stringValue }
  init?(intValue: Int) { nil }
}

/// Reads one JSON object: the members that `Known` names, then all others.
struct MemberReader<Known: CodingKey> {
  private let container: KeyedDecodingContainer<MemberName>

  /// Throws a `DecodingError` if the value is no object.
  init(_ decoder: any Decoder, knowing: Known.Type) throws {
    container = try decoder.container(keyedBy: MemberName.self)
  }

  /// A member that must be there. Throws a `DecodingError` that names it if it is not.
  func required<Value: Decodable>(_ key: Known) throws -> Value {
    try container.decode(Value.self, forKey: MemberName(stringValue: key.stringValue))
  }

  /// A member that may be absent or null; both are nil.
  func optional<Value: Decodable>(_ key: Known) throws -> Value? {
    try container.decodeIfPresent(Value.self, forKey: MemberName(stringValue: key.stringValue))
  }

  /// A member of any kind that may be absent, which is nil; null is `.null`.
  func verbatim(_ key: Known) throws -> JSONValue? {
    let name = MemberName(stringValue: key.stringValue)
    return container.contains(name) ? try container.decode(JSONValue.self, forKey: name) : nil
  }

  /// The members that `Known` does not name.
  func others() throws -> [String: JSONValue] {
    var others: [String: JSONValue] = [:]
    for name in container.allKeys where Known(stringValue: name.stringValue) == nil {
      others[name.stringValue] = try container.decode(JSONValue.self, forKey: name)
    }
    return others
  }
}

/// Writes one JSON object: the members that `Known` names, then all others.
struct MemberWriter<Known: CodingKey> {
  private var container: KeyedEncodingContainer<MemberName>

  init(_ encoder: any Encoder, knowing: Known.Type) {
    container = encoder.container(keyedBy: MemberName.self)
  }

  /// Writes a member; nil is written as null.
  mutating func write(_ value: some Encodable, _ key: Known) throws {
    try container.encode(value, forKey: MemberName(stringValue: key.stringValue))
  }

  /// Writes a member; nil is omitted.
  mutating func writeIfPresent(_ value: (some Encodable)?, _ key: Known) throws {
    try container.encodeIfPresent(value, forKey: MemberName(stringValue: key.stringValue))
  }

  /// Writes the members that `Known` does not name. Those that it names are skipped: the property
  /// takes precedence, and no key is written twice.
  mutating func writeOthers(_ others: [String: JSONValue]) throws {
    for (name, value) in others.sorted(by: { $0.key < $1.key })
    where Known(stringValue: name) == nil {
      try container.encode(value, forKey: MemberName(stringValue: name))
    }
  }
}
