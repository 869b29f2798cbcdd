public import BatchModel

/// What a `ScriptFunction` gives the script; nil when nothing is set.
public struct ScriptResult: ~Copyable {
  var content = Content.value(nil)

  enum Content {
    case value(JSONValue?)
    case bytes([UInt8])
  }

  /// Gives a value; nil is nil, `.null` is `json.null`. Arrays and objects are what `json.decode`
  /// gives.
  public mutating func set(_ value: JSONValue?) { content = .value(value) }

  /// Gives a string of any bytes.
  public mutating func set(bytes: [UInt8]) { content = .bytes(bytes) }

  /// The value of something that converts, as an element of another.
  static func json(of value: some ScriptConvertible) -> JSONValue {
    var result = ScriptResult()
    value.write(to: &result)
    switch result.content {
    case .value(let value): return value ?? .null
    case .bytes(let bytes): return .string(String(decoding: bytes, as: UTF8.self))
    }
  }
}
