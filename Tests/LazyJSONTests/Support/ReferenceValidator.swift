/// A plain validator: the grammar of RFC 8259, one function a rule, no cleverness.
struct ReferenceValidator {
  private let text: [UInt8]
  private var at = 0

  /// Whether `text` is one JSON value within 1,024 levels, in UTF-8.
  static func accepts(_ text: [UInt8]) -> Bool {
    guard String(validating: text, as: UTF8.self) != nil else { return false }
    var validator = ReferenceValidator(text: text)
    validator.blanks()
    guard validator.value(depth: 0) else { return false }
    validator.blanks()
    return validator.at == text.count
  }

  private init(text: [UInt8]) { self.text = text }

  private var byte: UInt8 { at < text.count ? text[at] : 0 }

  private mutating func take(_ character: Character) -> Bool {
    guard byte == character.asciiValue! else { return false }
    at += 1
    return true
  }

  private mutating func blanks() {
    while [0x20, 0x09, 0x0A, 0x0D].contains(byte) { at += 1 }
  }

  private mutating func value(depth: Int) -> Bool {
    switch byte {
    case UInt8(ascii: "{"): return depth < 1024 && object(depth: depth)
    case UInt8(ascii: "["): return depth < 1024 && array(depth: depth)
    case UInt8(ascii: "\""): return string()
    case UInt8(ascii: "t"): return "true".allSatisfy { take($0) }
    case UInt8(ascii: "f"): return "false".allSatisfy { take($0) }
    case UInt8(ascii: "n"): return "null".allSatisfy { take($0) }
    default: return number()
    }
  }

  private mutating func object(depth: Int) -> Bool {
    at += 1
    blanks()
    if take("}") { return true }
    repeat {
      blanks()
      guard string() else { return false }
      blanks()
      guard take(":") else { return false }
      blanks()
      guard value(depth: depth + 1) else { return false }
      blanks()
    } while take(",")
    return take("}")
  }

  private mutating func array(depth: Int) -> Bool {
    at += 1
    blanks()
    if take("]") { return true }
    repeat {
      blanks()
      guard value(depth: depth + 1) else { return false }
      blanks()
    } while take(",")
    return take("]")
  }

  private mutating func string() -> Bool {
    guard take("\"") else { return false }
    while at < text.count {
      if take("\"") { return true }
      if take("\\") {
        guard at < text.count, "\"\\/bfnrtu".utf8.contains(byte) else { return false }
        if take("u") {
          guard at + 4 <= text.count,
            text[at..<at + 4].allSatisfy({ Character(Unicode.Scalar($0)).isHexDigit })
          else { return false }
          at += 4
        } else {
          at += 1
        }
      } else {
        guard byte >= 0x20 else { return false }
        at += 1
      }
    }
    return false
  }

  private mutating func digits() -> Bool {
    let start = at
    while (0x30...0x39).contains(byte) { at += 1 }
    return at > start
  }

  private mutating func number() -> Bool {
    _ = take("-")
    if !take("0") {
      guard digits() else { return false }
    }
    if take(".") {
      guard digits() else { return false }
    }
    if take("e") || take("E") {
      if !take("+") { _ = take("-") }
      guard digits() else { return false }
    }
    return true
  }
}
