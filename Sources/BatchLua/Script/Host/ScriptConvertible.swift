public import BatchModel

/// What crosses to scripts and back, as arguments and results of a `ScriptFunction`.
public protocol ScriptConvertible: SendableMetatype {
  /// Reads an argument, which is valid during the call only. What it throws is the script's error, and
  /// in a list or a table says which element or member it is about.
  init(script argument: borrowing ScriptArgument) throws
  /// Gives itself as a result.
  func write(to result: inout ScriptResult)
}

extension String: ScriptConvertible {
  /// Reads a string of UTF-8.
  public init(script argument: borrowing ScriptArgument) throws { self = try argument.string() }
  /// Gives a string.
  public func write(to result: inout ScriptResult) { result.set(.string(self)) }
}

extension Int: ScriptConvertible {
  /// Reads a number without a fraction.
  public init(script argument: borrowing ScriptArgument) throws { self = try argument.int() }
  /// Gives an integer.
  public func write(to result: inout ScriptResult) { result.set(.int(Int64(self))) }
}

extension Double: ScriptConvertible {
  /// Reads a number.
  public init(script argument: borrowing ScriptArgument) throws { self = try argument.double() }
  /// Gives a number.
  public func write(to result: inout ScriptResult) { result.set(.double(self)) }
}

extension Bool: ScriptConvertible {
  /// Reads true or false.
  public init(script argument: borrowing ScriptArgument) throws { self = try argument.bool() }
  /// Gives true or false.
  public func write(to result: inout ScriptResult) { result.set(.bool(self)) }
}

extension JSONValue: ScriptConvertible {
  /// Reads any value that has a JSON form; nil is `.null`.
  public init(script argument: borrowing ScriptArgument) throws {
    self = argument.isNil ? .null : try argument.json()
  }
  /// Gives the value, `json.null` for `.null`.
  public func write(to result: inout ScriptResult) { result.set(self) }
}

extension Optional: ScriptConvertible where Wrapped: ScriptConvertible {
  /// Reads nil, or `json.null`, as nil.
  public init(script argument: borrowing ScriptArgument) throws {
    self = argument.isNil ? nil : try Wrapped(script: argument)
  }
  /// Gives the value or nil.
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
  /// Gives a list; its elements that are nil are `json.null`.
  public func write(to result: inout ScriptResult) {
    result.set(.array(map { ScriptResult.json(of: $0) }))
  }
}

extension Dictionary: ScriptConvertible where Key == String, Value: ScriptConvertible {
  /// Reads a table with names as keys.
  public init(script argument: borrowing ScriptArgument) throws {
    self = [:]
    for (key, value) in try argument.members() {
      self[key] = try Value(part: "member '\(key)'", value)
    }
  }
  /// Gives a table.
  public func write(to result: inout ScriptResult) {
    result.set(.object(JSONObject(mapValues { ScriptResult.json(of: $0) })))
  }
}
