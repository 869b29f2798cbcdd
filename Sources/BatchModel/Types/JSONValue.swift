/// Any JSON value: the body of a request or answer, or a member that the model does not name.
///
/// The order of an object's members and the notation of numbers are lost: decoders that do not
/// distinguish `1.0` from `1` read both as `.int(1)`.
public enum JSONValue: Sendable, Hashable {
  /// `null`.
  case null
  /// `true` or `false`.
  case bool(Bool)
  /// A whole number that an `Int64` holds.
  case int(Int64)
  /// A whole number above `Int64.max` that a `UInt64` holds.
  case uint(UInt64)
  /// Any other number.
  case double(Double)
  /// A string.
  case string(String)
  /// An array.
  case array([JSONValue])
  /// An object; its members have no order.
  case object([String: JSONValue])
}

extension JSONValue: Codable {
  /// Reads any value. Throws a `DecodingError` for a number that no `Double` holds, such as `1e400`.
  public init(from decoder: any Decoder) throws {
    if let members = try? decoder.container(keyedBy: MemberName.self) {
      var object: [String: JSONValue] = [:]
      for name in members.allKeys {
        object[name.stringValue] = try members.decode(JSONValue.self, forKey: name)
      }
      self = .object(object)
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

  /// Writes the value as it is. What becomes of a double that is not finite is the encoder's choice.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    switch self {
    case .null: try container.encodeNil()
    case .bool(let value): try container.encode(value)
    case .int(let value): try container.encode(value)
    case .uint(let value): try container.encode(value)
    case .double(let value): try container.encode(value)
    case .string(let value): try container.encode(value)
    case .array(let value): try container.encode(value)
    case .object(let value): try container.encode(value)
    }
  }
}
