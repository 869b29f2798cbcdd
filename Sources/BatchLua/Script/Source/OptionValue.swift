internal import CLua

/// A value of an option of a script.
enum OptionValue: Sendable, Hashable {
  /// Bytes, as strings of Lua are: a path need not be text.
  case string([UInt8])
  case integer(Int)
  case number(Double)
  case boolean(Bool)

  /// What stands in the declaration; nil for what is no value of an option.
  init?(_ value: bl_value) {
    switch bl_tag(value.tag) {
    case BL_STRING: self = .string(Array(value.bytes))
    case BL_INTEGER: self = .integer(Int(value.integer))
    case BL_NUMBER where value.number.isFinite: self = .number(value.number)
    case BL_BOOLEAN: self = .boolean(value.boolean)
    default: return nil
    }
  }

  /// What stands on the command line; nil when it does not fit.
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

  /// The type of an option whose default it is.
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

  /// As it would be given; for people, where that is no text.
  var text: String {
    switch self {
    case .string(let bytes): Escapes.text(of: bytes)
    case .integer(let value): String(value)
    case .number(let value): String(value)
    case .boolean(let value): String(value)
    }
  }

  /// The value as bytes.
  var bytes: [UInt8] {
    if case .string(let bytes) = self { bytes } else { Array(text.utf8) }
  }

  /// 1 and 1.0 are the same.
  func isSame(as other: OptionValue) -> Bool {
    switch (self, other) {
    case (.integer(let a), .number(let b)), (.number(let b), .integer(let a)): Double(a) == b
    default: self == other
    }
  }
}
