/// What a scalar reads as, in the plain model of the tests.
package enum Scalar {
  case null
  case boolean(Bool)
  case integer(Int64)
  case double(Double)
  /// A number that neither of the two holds.
  case big
  /// Bytes, as Swift's strings compare by canonical equivalence.
  case string([UInt8])

  /// The value of a JSON number.
  package init(number text: String) {
    if text.contains(where: { ".eE".contains($0) }) {
      let value = Double(text)!
      self = value.isFinite ? .double(value) : .big
    } else if text == "-0" {
      self = .double(-0.0)
    } else {
      self = Int64(text).map { .integer($0) } ?? .big
    }
  }

  /// As Lua compares: 1 is 1.0.
  package func isSame(as other: Scalar) -> Bool {
    switch (self, other) {
    case (.null, .null): true
    case (.boolean(let a), .boolean(let b)): a == b
    case (.integer(let a), .integer(let b)): a == b
    case (.double(let a), .double(let b)): a == b
    case (.integer(let a), .double(let b)), (.double(let b), .integer(let a)):
      Int64(exactly: b) == a
    case (.string(let a), .string(let b)): a == b
    default: false
    }
  }

  /// The JSON text that an edit with this value writes.
  package var json: String {
    switch self {
    case .null: return "null"
    case .boolean(let value): return value ? "true" : "false"
    case .integer(let value): return String(value)
    case .double(let value):
      let text = String(value)
      return text.hasSuffix(".0") ? String(text.dropLast(2)) : text
    case .big: preconditionFailure("no edit has such a number")
    case .string(let bytes): return Self.quoted(bytes)
    }
  }

  package static func quoted(_ bytes: [UInt8]) -> String {
    let escapes: [Unicode.Scalar: String] = [
      "\"": #"\""#, "\\": #"\\"#, "\u{8}": #"\b"#, "\u{c}": #"\f"#, "\n": #"\n"#, "\r": #"\r"#,
      "\t": #"\t"#,
    ]
    var text = "\""
    for scalar in String(decoding: bytes, as: UTF8.self).unicodeScalars {
      if let escape = escapes[scalar] {
        text += escape
      } else if scalar.value < 0x20 {
        text += #"\u00"# + (scalar.value < 16 ? "0" : "") + String(scalar.value, radix: 16)
      } else {
        text.unicodeScalars.append(scalar)
      }
    }
    return text + "\""
  }
}
