internal import CLua

/// A value of an option that a script declares.
enum OptionValue: Sendable, Hashable {
  /// Bytes, like a string in Lua: a path need not be UTF-8.
  case string([UInt8])
  case integer(Int)
  case number(Double)
  case boolean(Bool)

  /// A value in a declaration; nil for a Lua value that cannot be that of an option.
  init?(_ value: bl_value) {
    switch bl_tag(value.tag) {
    case BL_STRING: self = .string(Array(value.bytes))
    case BL_INTEGER: self = .integer(Int(value.integer))
    case BL_NUMBER where value.number.isFinite: self = .number(value.number)
    case BL_BOOLEAN: self = .boolean(value.boolean)
    default: return nil
    }
  }

  /// A value given on the command line; nil if it is not of this type.
  init?(_ given: [UInt8], as type: ScriptOption.ValueType) {
    let text = String(decoding: given, as: UTF8.self)
    switch type {
    case .string, .file: self = .string(given)
    case .boolean:
      guard let value = Bool(text) else { return nil }
      self = .boolean(value)
    case .integer:
      guard let value = Int(text) else { return nil }
      self = .integer(value)
    case .number:
      let isDecimal = text.utf8.allSatisfy { $0 &- 0x30 < 10 || "+-.eE".utf8.contains($0) }
      if let value = Int(text) {
        self = .integer(value)
      } else if isDecimal, let value = Double(text), value.isFinite {
        self = .number(value)
      } else {
        return nil
      }
    }
  }

  /// The type of an option with this default.
  var type: ScriptOption.ValueType {
    switch self {
    case .string: .string
    case .integer: .integer
    case .number: .number
    case .boolean: .boolean
    }
  }

  func fits(_ wanted: ScriptOption.ValueType) -> Bool {
    switch (type, wanted) {
    case (.integer, .number), (.string, .file): true
    case (let own, _): own == wanted
    }
  }

  /// The value as it is given on the command line; bytes that are not text are escaped.
  var text: String {
    switch self {
    case .string(let bytes): Escapes.text(of: bytes)
    case .integer(let value): String(value)
    case .number(let value): String(value)
    case .boolean(let value): String(value)
    }
  }

  /// The value as it is given on the command line, as bytes.
  var bytes: [UInt8] {
    if case .string(let bytes) = self { bytes } else { Array(text.utf8) }
  }

  /// Whether two values are equal; 1 and 1.0 are.
  func isSame(as other: OptionValue) -> Bool {
    switch (self, other) {
    case (.integer(let a), .number(let b)), (.number(let b), .integer(let a)): Double(a) == b
    default: self == other
    }
  }
}
