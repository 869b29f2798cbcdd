internal import LazyJSON

/// Reads a JSON object: the members that `Known` names, and all others. With the package's own
/// decoder, it reads the document directly, because the containers of the standard library would
/// take most of the time.
struct MemberReader<Known: CodingKey> {
  private enum Source {
    case document(JSONDecoding)
    // Indirect, because the size of the container is not known at compile time.
    indirect case container(KeyedDecodingContainer<MemberName>)
  }

  private let source: Source

  /// Throws a `DecodingError` if the value is not an object.
  init(_ decoder: any Decoder, knowing: Known.Type) throws {
    if let decoding = decoder as? JSONDecoding {
      try decoding.checkIsObject()
      source = .document(decoding)
    } else {
      source = .container(try decoder.container(keyedBy: MemberName.self))
    }
  }

  /// A member. Throws a `DecodingError` that names it if it is missing or of another kind.
  func required<Value: Decodable>(_ key: Known) throws -> Value {
    switch source {
    case .document(let decoding): try decoding.member(Value.self, key)
    case .container(let container): try container.decode(Value.self, forKey: MemberName(key))
    }
  }

  /// The same for a value of an open set of names, such as a status.
  func required<Name: RawRepresentable<String> & Decodable>(_ key: Known) throws -> Name {
    switch source {
    case .document(let decoding):
      if let name = Name(rawValue: try decoding.member(String.self, key)) { return name }
      return try decoding.member(Name.self, key)
    case .container(let container): return try container.decode(Name.self, forKey: MemberName(key))
    }
  }

  /// A member; nil if it is absent or null.
  func optional<Value: Decodable>(_ key: Known) throws -> Value? {
    switch source {
    case .document(let decoding): try decoding.memberIfPresent(Value.self, key)
    case .container(let container):
      try container.decodeIfPresent(Value.self, forKey: MemberName(key))
    }
  }

  /// A member of any kind; nil if it is absent, `.null` if it is null.
  func verbatim(_ key: Known) throws -> JSONValue? {
    switch source {
    case .document(let decoding):
      return decoding.find(key).map { JSONValue($0, in: decoding.document) }
    case .container(let container):
      let name = MemberName(key)
      return container.contains(name) ? try container.decode(JSONValue.self, forKey: name) : nil
    }
  }

  /// The members that `Known` does not name: in their order, or sorted by name if the decoder does
  /// not keep the order. Those of `omitted` that are null are among them, to be written again.
  func others(nulls omitted: Known...) throws -> JSONObject {
    func isOther(_ name: String, _ isNull: @autoclosure () throws -> Bool) rethrows -> Bool {
      if Known(stringValue: name) == nil { return true }
      return try isNull() && omitted.contains { $0.stringValue == name }
    }
    var others: [(String, JSONValue)] = []
    switch source {
    case .document(let decoding):
      decoding.document.eachMember(of: decoding.node) { key, value in
        let name = key.string
        guard isOther(name, decoding.document.node(value).kind == .null) else { return }
        others.append((name, JSONValue(value, in: decoding.document)))
      }
    case .container(let container):
      for name in container.allKeys {
        guard try isOther(name.stringValue, container.decodeNil(forKey: name)) else { continue }
        others.append((name.stringValue, try container.decode(JSONValue.self, forKey: name)))
      }
      others.sort { $0.0 < $1.0 }
    }
    return others.isEmpty ? JSONObject() : JSONObject(others)
  }
}
