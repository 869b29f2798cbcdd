/// Writes a JSON object: the members that `Known` names, and then all others. Writes directly to
/// the package's own encoder, for the same reason as `MemberReader`.
struct MemberWriter<Known: CodingKey> {
  private enum Target {
    /// The object is the open container at this depth.
    case writer(JSONWriter, depth: Int)
    // Indirect, because the size of the container is not known at compile time.
    indirect case container(KeyedEncodingContainer<MemberName>)
  }

  private let target: Target

  init(_ encoder: any Encoder, knowing: Known.Type) {
    if let writer = (encoder as? JSONEncoding)?.writer {
      target = .writer(writer, depth: writer.open(object: true))
    } else {
      target = .container(encoder.container(keyedBy: MemberName.self))
    }
  }

  /// Writes a member.
  func write(_ value: some Encodable, _ key: Known) throws {
    try write(value, MemberName(key))
  }

  /// Writes a value of an open set of names, such as a status.
  func write<Name: RawRepresentable<String> & Encodable>(
    _ name: Name, _ key: Known
  ) throws {
    if case .writer = target { return try write(name.rawValue, MemberName(key)) }
    try write(name, MemberName(key))
  }

  /// Writes a member; nil is written as null.
  func write(_ value: (some Encodable)?, _ key: Known) throws {
    if let value { return try write(value, MemberName(key)) }
    switch target {
    case .writer(let writer, let depth):
      writer.begin(key.stringValue, in: depth)
      writer.writeNull()
    case .container(var container): try container.encodeNil(forKey: MemberName(key))
    }
  }

  /// Writes a member; nil is omitted.
  func writeIfPresent(_ value: (some Encodable)?, _ key: Known) throws {
    if let value { try write(value, MemberName(key)) }
  }

  /// Writes a member; nil is omitted, or null if it was null in what was read, as `others` tells.
  func writeIfPresent(_ value: (some Encodable)?, _ key: Known, _ others: JSONObject) throws {
    if value != nil || others[key.stringValue] == .null { try write(value, key) }
  }

  /// Writes the members that `Known` does not name. Those that it names are skipped: the property
  /// takes precedence, and no key is written twice.
  func writeOthers(_ others: JSONObject) throws {
    for (name, value) in others where Known(stringValue: name) == nil {
      try write(value, MemberName(stringValue: name))
    }
  }

  private func write(_ value: some Encodable, _ name: MemberName) throws {
    switch target {
    case .writer(let writer, let depth):
      writer.begin(name.stringValue, in: depth)
      try writer.write(value)
    case .container(var container): try container.encode(value, forKey: name)
    }
  }
}
