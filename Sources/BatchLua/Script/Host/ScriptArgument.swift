public import BatchModel
internal import CLua
internal import LazyJSON

/// An argument of a call of a `ScriptFunction`. Valid during the call.
public struct ScriptArgument: ~Copyable {
  private let content: Content

  private enum Content {
    case lua(Unmanaged<ScriptState>, bl_value)
    case json(JSONValue)
  }

  init(_ state: ScriptState, _ value: bl_value) {
    content = .lua(.passUnretained(state), value)
  }

  init(_ value: JSONValue) { content = .json(value) }

  /// Whether the argument is missing, nil or `json.null`.
  public var isNil: Bool {
    switch content {
    case .lua(_, let value): value.tag == BL_NIL.rawValue || value.tag == BL_NULL.rawValue
    case .json(let value): value == .null
    }
  }

  /// The boolean. Throws a `ScriptArgumentError` for any other value.
  public func bool() throws -> Bool {
    switch content {
    case .lua(_, let value) where value.tag == BL_BOOLEAN.rawValue: return value.boolean
    case .json(.bool(let value)): return value
    default: throw mismatch("true or false")
    }
  }

  /// The number, if it has no fraction and an `Int` holds it. Throws a `ScriptArgumentError`
  /// otherwise.
  public func int() throws -> Int {
    switch content {
    case .lua(_, let value) where value.tag == BL_INTEGER.rawValue: return Int(value.integer)
    case .lua(_, let value) where value.tag == BL_NUMBER.rawValue:
      if let value = Int(exactly: value.number) { return value }
    case .json(let value): if let value = value.intValue { return value }
    default: break
    }
    throw mismatch("an integer")
  }

  /// The number. Throws a `ScriptArgumentError` for any other value.
  public func double() throws -> Double {
    switch content {
    case .lua(_, let value) where value.tag == BL_INTEGER.rawValue: return Double(value.integer)
    case .lua(_, let value) where value.tag == BL_NUMBER.rawValue: return value.number
    default: if let value = try? json().doubleValue { return value }
    }
    throw mismatch("a number")
  }

  /// The string. Throws a `ScriptArgumentError` for any other value, and for a string that is not
  /// UTF-8.
  public func string() throws -> String {
    switch content {
    case .lua(_, let value) where value.tag == BL_STRING.rawValue:
      if let text = String(validating: value.bytes, as: UTF8.self) { return text }
      throw mismatch("a string in UTF-8")
    case .json(.string(let value)): return value
    default: throw mismatch("a string")
    }
  }

  /// The bytes of a string, which need not be UTF-8. Throws a `ScriptArgumentError` for any other
  /// value.
  public func bytes() throws -> [UInt8] {
    switch content {
    case .lua(_, let value) where value.tag == BL_STRING.rawValue: return Array(value.bytes)
    case .json(.string(let value)): return Array(value.utf8)
    default: throw mismatch("a string")
    }
  }

  /// The value as JSON; a record becomes its object. Throws a `ScriptArgumentError` for a value
  /// without a JSON form, such as a function.
  public func json() throws -> JSONValue {
    switch content {
    case .lua(let state, let value):
      do {
        return try state._withUnsafeGuaranteedRef { try $0.json(value) }
      } catch {
        throw ScriptArgumentError(error)
      }
    case .json(let value): return value
    }
  }

  /// The elements of a list. Throws a `ScriptArgumentError` for any other value.
  func list() throws -> [JSONValue] {
    guard isContainer else { throw mismatch("a list") }
    switch try json() {
    case .array(let elements): return elements
    // An empty Lua table may be a list or an object.
    case .object(let members) where members.isEmpty: return []
    default: throw mismatch("a list")
    }
  }

  /// The members of a table. Throws a `ScriptArgumentError` for any other value, and for a list.
  func members() throws -> JSONObject {
    guard isContainer else { throw mismatch("a table") }
    switch try json() {
    case .object(let members): return members
    case .array([]): return JSONObject()
    default: throw mismatch("a table")
    }
  }

  private var isContainer: Bool {
    switch content {
    case .lua(_, let value): value.tag == BL_TABLE.rawValue || value.tag == BL_OBJECT.rawValue
    case .json(.array), .json(.object): true
    case .json: false
    }
  }

  /// The error for a value that is not of the expected kind, such as "a string".
  public func mismatch(_ expected: String) -> ScriptArgumentError {
    switch content {
    case .lua(_, let value): ScriptArgumentError(expected: expected, found: value.kindName)
    case .json(let value): ScriptArgumentError(expected: expected, found: value.kindName)
    }
  }
}

extension JSONValue {
  fileprivate var kindName: String {
    switch self {
    case .null: "json.null"
    case .bool: "a boolean"
    case .int, .uint, .double, .number: "a number"
    case .string: "a string"
    case .array: "a list"
    case .object: "a table"
    }
  }
}

extension ScriptState {
  /// A Lua value as JSON.
  fileprivate func json(_ value: bl_value) throws -> JSONValue {
    switch bl_tag(value.tag) {
    case BL_NULL: return .null
    case BL_BOOLEAN: return .bool(value.boolean)
    case BL_INTEGER: return .int(value.integer)
    case BL_NUMBER: return .double(value.number)
    case BL_STRING:
      guard value.bytes.isUTF8 else { throw EncodeError.notUTF8 }
      return .string(value.bytes.string)
    default:
      hot.pointee.scratch.count = 0
      try appendJSON(value)
      return try JSONParser.parsing(hot.pointee.scratch.elements) { JSONValue(0, in: $0) }
    }
  }
}
