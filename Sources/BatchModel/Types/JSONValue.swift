/// Any JSON value: the body of a request or answer, or a member that the model does not name.
///
/// The order of an object's members and the texts of numbers are kept by `init(json:)` and
/// `encoded()`; other decoders may lose both, and those that do not distinguish `1.0` from `1` read
/// both as `.int(1)`.
public enum JSONValue: Sendable, Hashable {
  /// `null`.
  case null
  /// `true` or `false`.
  case bool(Bool)
  /// A whole number that an `Int64` holds.
  case int(Int64)
  /// A whole number above `Int64.max` that a `UInt64` holds.
  case uint(UInt64)
  /// Any other number, which is written with the shortest text that reads back as the same.
  case double(Double)
  /// The text of a number that the other cases would change, such as `0.70`, `1.0` or `1e400`.
  case number(String)
  /// A string.
  case string(String)
  /// An array.
  case array([JSONValue])
  /// An object.
  case object(JSONObject)
}

extension JSONValue: Codable {
  /// Reads any value. Throws a `DecodingError` for a number that no `Double` holds, such as
  /// `1e400`.
  public init(from decoder: any Decoder) throws {
    if let decoding = decoder as? JSONDecoding {
      self.init(decoding.node, in: decoding.document)
    } else if let members = try? decoder.container(keyedBy: MemberName.self) {
      let names = members.allKeys
      self = .object(
        JSONObject(
          try names.map { ($0.stringValue, try members.decode(JSONValue.self, forKey: $0)) }))
    } else if var elements = try? decoder.unkeyedContainer() {
      var array: [JSONValue] = []
      while !elements.isAtEnd { array.append(try elements.decode(JSONValue.self)) }
      self = .array(array)
    } else {
      try self.init(scalar: decoder.singleValueContainer())
    }
  }

  private init(scalar: any SingleValueDecodingContainer) throws {
    if scalar.decodeNil() {
      self = .null
    } else if let value = try? scalar.decode(String.self) {
      self = .string(value)
    } else if let value = try? scalar.decode(Bool.self) {
      self = .bool(value)
    } else if let value = try? scalar.decode(Int64.self) {
      self = .int(value)
    } else if let value = try? scalar.decode(UInt64.self) {
      self = .uint(value)
    } else {
      self = .double(try scalar.decode(Double.self))
    }
  }

  /// Writes the value. The encoder decides what happens with a double that is not finite.
  public func encode(to encoder: any Encoder) throws {
    if case .object(let object) = self {
      var members = encoder.container(keyedBy: MemberName.self)
      for (key, value) in object {
        try members.encode(value, forKey: MemberName(stringValue: key))
      }
      return
    }
    var container = encoder.singleValueContainer()
    switch self {
    case .null: try container.encodeNil()
    case .bool(let value): try container.encode(value)
    case .int(let value): try container.encode(value)
    case .uint(let value): try container.encode(value)
    case .double(let value): try container.encode(value)
    case .number(let text): try container.encode(Double(text) ?? .infinity)
    case .string(let value): try container.encode(value)
    case .array(let value): try container.encode(value)
    case .object: break
    }
  }
}

extension JSONValue {
  /// The string; nil for other values.
  public var stringValue: String? { if case .string(let value) = self { value } else { nil } }

  /// The boolean; nil for other values.
  public var boolValue: Bool? { if case .bool(let value) = self { value } else { nil } }

  /// The whole number; nil for other values, and for numbers with a fraction.
  public var intValue: Int? {
    switch self {
    case .int(let value): Int(value)
    case .uint(let value): Int(exactly: value)
    case .double, .number: doubleValue.flatMap { Int(exactly: $0) }
    default: nil
    }
  }

  /// The number, rounded to a `Double`; nil for other values.
  public var doubleValue: Double? {
    switch self {
    case .int(let value): Double(value)
    case .uint(let value): Double(value)
    case .double(let value): value
    case .number(let text): Double(text)
    default: nil
    }
  }

  /// The elements of an array; nil for other values.
  public var arrayValue: [JSONValue]? { if case .array(let value) = self { value } else { nil } }

  /// The members of an object; nil for other values.
  public var objectValue: JSONObject? {
    if case .object(let value) = self { value } else { nil }
  }

  /// A member of an object; nil if there is none. Setting a member makes any other value an object;
  /// setting nil removes a member.
  public subscript(key: String) -> JSONValue? {
    get { objectValue?[key] }
    set {
      var members = objectValue ?? [:]
      self = .null
      members[key] = newValue
      self = .object(members)
    }
  }

  /// The element of an array at an index; nil if there is none.
  public subscript(index: Int) -> JSONValue? {
    guard let elements = arrayValue, elements.indices.contains(index) else { return nil }
    return elements[index]
  }
}
