public import BatchModel

/// A type that can be an argument or the result of a `ScriptFunction`.
public protocol ScriptConvertible: SendableMetatype {
  /// Reads an argument, which is valid only during the call. A thrown error becomes an error in
  /// the script; inside a list or table it names the element or member.
  init(script argument: borrowing ScriptArgument) throws
  /// Sets the value as the result.
  func write(to result: inout ScriptResult)
}

extension String: ScriptConvertible {
  /// Reads a string, which must be UTF-8.
  public init(script argument: borrowing ScriptArgument) throws { self = try argument.string() }
  /// Returns a string.
  public func write(to result: inout ScriptResult) { result.set(.string(self)) }
}

extension Int: ScriptConvertible {
  /// Reads a number, which must not have a fraction.
  public init(script argument: borrowing ScriptArgument) throws { self = try argument.int() }
  /// Returns an integer.
  public func write(to result: inout ScriptResult) { result.set(.int(Int64(self))) }
}

extension Double: ScriptConvertible {
  /// Reads a number.
  public init(script argument: borrowing ScriptArgument) throws { self = try argument.double() }
  /// Returns a number.
  public func write(to result: inout ScriptResult) { result.set(.double(self)) }
}

extension Bool: ScriptConvertible {
  /// Reads a boolean.
  public init(script argument: borrowing ScriptArgument) throws { self = try argument.bool() }
  /// Returns a boolean.
  public func write(to result: inout ScriptResult) { result.set(.bool(self)) }
}

extension JSONValue: ScriptConvertible {
  /// Reads any value that has a JSON form; nil becomes `.null`.
  public init(script argument: borrowing ScriptArgument) throws {
    self = argument.isNil ? .null : try argument.json()
  }
  /// Returns the value; `.null` becomes `json.null`.
  public func write(to result: inout ScriptResult) { result.set(self) }
}

extension Optional: ScriptConvertible where Wrapped: ScriptConvertible {
  /// Reads the value; nil and `json.null` become nil.
  public init(script argument: borrowing ScriptArgument) throws {
    self = argument.isNil ? nil : try Wrapped(script: argument)
  }
  /// Returns the value or nil.
  public func write(to result: inout ScriptResult) {
    if let self { self.write(to: &result) } else { result.set(nil) }
  }
}

extension Array: ScriptConvertible where Element: ScriptConvertible {
  /// Reads a list.
  public init(script argument: borrowing ScriptArgument) throws {
    self = try argument.list().enumerated().map { index, value in
      try Element(part: "element \(index + 1)", value)
    }
  }
  /// Returns a list; elements that are nil become `json.null`.
  public func write(to result: inout ScriptResult) {
    result.set(.array(map { ScriptResult.json(of: $0) }))
  }
}

extension Dictionary: ScriptConvertible where Key == String, Value: ScriptConvertible {
  /// Reads a table with strings as keys.
  public init(script argument: borrowing ScriptArgument) throws {
    self = [:]
    for (key, value) in try argument.members() {
      self[key] = try Value(part: "member '\(key)'", value)
    }
  }
  /// Returns a table.
  public func write(to result: inout ScriptResult) {
    result.set(.object(JSONObject(mapValues { ScriptResult.json(of: $0) })))
  }
}
