public import BatchModel

/// The result of a `ScriptFunction`; nil if none is set.
public struct ScriptResult: ~Copyable {
  var content = Content.value(nil)

  enum Content {
    case value(JSONValue?)
    case bytes([UInt8])
  }

  /// Sets the result. Nil becomes nil, `.null` becomes `json.null`; arrays and objects are those
  /// that `json.decode` returns.
  public mutating func set(_ value: JSONValue?) { content = .value(value) }

  /// Sets a string as the result, which need not be UTF-8.
  public mutating func set(bytes: [UInt8]) { content = .bytes(bytes) }

  /// The JSON of a value that is an element or member of another.
  static func json(of value: some ScriptConvertible) -> JSONValue {
    var result = ScriptResult()
    value.write(to: &result)
    switch result.content {
    case .value(let value): return value ?? .null
    case .bytes(let bytes): return .string(String(decoding: bytes, as: UTF8.self))
    }
  }
}
