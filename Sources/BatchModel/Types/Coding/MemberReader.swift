internal import LazyJSON

/// Reads one JSON object: the members that `Known` names, then all others. What the package's own
/// decoder reads is taken from its document: the containers that all decoders have in common take
/// longer than reading does.
struct MemberReader<Known: CodingKey> {
  private enum Source {
    case document(JSONDecoding)
    // Its size is not known to the compiler; that of a reference is.
    indirect case container(KeyedDecodingContainer<MemberName>)
  }

  private let source: Source

  /// Throws a `DecodingError` if the value is no object.
  init(_ decoder: any Decoder, knowing: Known.Type) throws {
    if let decoding = decoder as? JSONDecoding {
      try decoding.checkIsObject()
      source = .document(decoding)
    } else {
      source = .container(try decoder.container(keyedBy: MemberName.self))
    }
  }

  /// A member that must be there. Throws a `DecodingError` that names it if it is not.
  func required<Value: Decodable>(_ key: Known) throws -> Value {
    switch source {
    case .document(let decoding): try decoding.member(Value.self, key)
    case .container(let container): try container.decode(Value.self, forKey: MemberName(key))
    }
  }

  /// The same for a name of an open set, such as a status.
  func required<Name: RawRepresentable<String> & Decodable>(_ key: Known) throws -> Name {
    switch source {
    case .document(let decoding):
      if let name = Name(rawValue: try decoding.member(String.self, key)) { return name }
      return try decoding.member(Name.self, key)
    case .container(let container): return try container.decode(Name.self, forKey: MemberName(key))
    }
  }

  /// A member that may be absent or null; both are nil.
  func optional<Value: Decodable>(_ key: Known) throws -> Value? {
    switch source {
    case .document(let decoding): try decoding.memberIfPresent(Value.self, key)
    case .container(let container):
      try container.decodeIfPresent(Value.self, forKey: MemberName(key))
    }
  }

  /// A member of any kind that may be absent, which is nil; null is `.null`.
  func verbatim(_ key: Known) throws -> JSONValue? {
    switch source {
    case .document(let decoding):
      return decoding.find(key).map { JSONValue($0, in: decoding.document) }
    case .container(let container):
      let name = MemberName(key)
      return container.contains(name) ? try container.decode(JSONValue.self, forKey: name) : nil
    }
  }

  /// The members that `Known` does not name: in their order, or by name where the decoder does not
  /// keep that.
  func others() throws -> JSONObject {
    var others: [(String, JSONValue)] = []
    switch source {
    case .document(let decoding):
      decoding.document.eachMember(of: decoding.node) { key, value in
        let name = key.string
        guard Known(stringValue: name) == nil else { return }
        others.append((name, JSONValue(value, in: decoding.document)))
      }
    case .container(let container):
      for name in container.allKeys where Known(stringValue: name.stringValue) == nil {
        others.append((name.stringValue, try container.decode(JSONValue.self, forKey: name)))
      }
      others.sort { $0.0 < $1.0 }
    }
    return others.isEmpty ? JSONObject() : JSONObject(others)
  }
}
