/// A plain reader: the grammar of RFC 8259, one function a rule, no cleverness.
package struct ReferenceReader {
  private let text: [UInt8]
  private var at = 0
  /// The number that the next node has.
  private var next: UInt32

  /// Whether `text` is one JSON value within 1,024 levels, in UTF-8.
  package static func accepts(_ text: [UInt8]) -> Bool { read(text) != nil }

  /// The value that `text` is, with its nodes numbered from `first`; nil when it is no JSON.
  package static func read(_ text: [UInt8], first: UInt32 = 0) -> Model? {
    guard String(validating: text, as: UTF8.self) != nil else { return nil }
    var reader = ReferenceReader(text: text, next: first)
    _ = reader.blanks()
    guard let model = reader.value(depth: 0) else { return nil }
    _ = reader.blanks()
    return reader.at == text.count ? model : nil
  }

  private init(text: [UInt8], next: UInt32) {
    self.text = text
    self.next = next
  }

  private var byte: UInt8 { at < text.count ? text[at] : 0 }

  private func text(from start: Int) -> String {
    String(decoding: text[start..<at], as: UTF8.self)
  }

  private mutating func number() -> UInt32 {
    defer { next += 1 }
    return next
  }

  private mutating func take(_ character: Character) -> Bool {
    guard byte == character.asciiValue! else { return false }
    at += 1
    return true
  }

  private mutating func blanks() -> String {
    let start = at
    while [0x20, 0x09, 0x0A, 0x0D].contains(byte) { at += 1 }
    return text(from: start)
  }

  private mutating func value(depth: Int) -> Model? {
    switch byte {
    case UInt8(ascii: "{"): return depth < 1024 ? container(isObject: true, depth) : nil
    case UInt8(ascii: "["): return depth < 1024 ? container(isObject: false, depth) : nil
    case UInt8(ascii: "\""): return string().map { scalar(.string($0.bytes), $0.text) }
    case UInt8(ascii: "t"): return literal("true", .boolean(true))
    case UInt8(ascii: "f"): return literal("false", .boolean(false))
    case UInt8(ascii: "n"): return literal("null", .null)
    default: return numeral().map { scalar(Scalar(number: $0), $0) }
    }
  }

  private mutating func scalar(_ value: Scalar, _ text: String) -> Model {
    Model(.scalar(value, text: text), number: number())
  }

  private mutating func literal(_ name: String, _ value: Scalar) -> Model? {
    for character in name {
      guard take(character) else { return nil }
    }
    return scalar(value, name)
  }

  private mutating func container(isObject: Bool, _ depth: Int) -> Model? {
    let number = number()
    let end: Character = isObject ? "}" : "]"
    at += 1
    let open = blanks()
    var close = ""
    var items: [Model.Item] = []
    if !take(end) {
      var separator: String?
      repeat {
        if !items.isEmpty { separator = close + "," + blanks() }
        guard let item = item(isObject: isObject, separator, depth: depth + 1) else { return nil }
        items.append(item)
        close = blanks()
      } while take(",")
      guard take(end) else { return nil }
    }
    let model = Model(isObject ? .object(items) : .array(items), number: number)
    (model.open, model.close) = (open, close)
    return model
  }

  private mutating func item(isObject: Bool, _ separator: String?, depth: Int) -> Model.Item? {
    guard isObject else {
      return value(depth: depth).map { Model.Item(separator: separator, value: $0) }
    }
    let start = at
    _ = number()
    guard let key = string() else { return nil }
    _ = blanks()
    guard take(":") else { return nil }
    _ = blanks()
    let keyText = text(from: start)
    return value(depth: depth).map {
      Model.Item(key: key.bytes, keyText: keyText, separator: separator, value: $0)
    }
  }

  /// The UTF-8 that a string stands for, half surrogates as U+FFFD, and its text.
  private mutating func string() -> (bytes: [UInt8], text: String)? {
    let start = at
    guard take("\"") else { return nil }
    var bytes: [UInt8] = []
    var units: [UInt16] = []
    while at < text.count {
      if take("\\") {
        if byte == UInt8(ascii: "u") {
          guard let unit = codeUnit() else { return nil }
          units.append(unit)
          continue
        }
        guard let plain = escape() else { return nil }
        bytes += String(decoding: units, as: UTF16.self).utf8
        bytes.append(plain)
      } else {
        bytes += String(decoding: units, as: UTF16.self).utf8
        if take("\"") { return (bytes, text(from: start)) }
        guard byte >= 0x20 else { return nil }
        bytes.append(byte)
        at += 1
      }
      units = []
    }
    return nil
  }

  private mutating func escape() -> UInt8? {
    let plain: [UInt8: UInt8] = [
      0x22: 0x22, 0x5C: 0x5C, 0x2F: 0x2F, 0x62: 0x08, 0x66: 0x0C, 0x6E: 0x0A, 0x72: 0x0D,
      0x74: 0x09,
    ]
    guard let plain = plain[byte] else { return nil }
    at += 1
    return plain
  }

  private mutating func codeUnit() -> UInt16? {
    let digits = text[(at + 1)...].prefix(4)
    guard digits.count == 4,
      digits.allSatisfy({ Character(Unicode.Scalar($0)).isHexDigit })
    else { return nil }
    at += 5
    return UInt16(String(decoding: digits, as: UTF8.self), radix: 16)
  }

  private mutating func digits() -> Bool {
    let start = at
    while (0x30...0x39).contains(byte) { at += 1 }
    return at > start
  }

  private mutating func numeral() -> String? {
    let start = at
    _ = take("-")
    if !take("0") {
      guard digits() else { return nil }
    }
    if take(".") {
      guard digits() else { return nil }
    }
    if take("e") || take("E") {
      if !take("+") { _ = take("-") }
      guard digits() else { return nil }
    }
    return text(from: start)
  }
}

extension ReferenceReader {
  package static func isBlank(_ text: [UInt8]) -> Bool { trimmed(text).isEmpty }

  package static func trimmed(_ text: [UInt8]) -> [UInt8] {
    func isBlank(_ byte: UInt8) -> Bool { [0x20, 0x09, 0x0A, 0x0D].contains(byte) }
    let rest = text.drop(while: isBlank)
    return Array(rest.reversed().drop(while: isBlank).reversed())
  }

  /// The lines of a file as `read` takes them: with their 0-based numbers, without LF and one CR
  /// before it, blank lines left out.
  package static func lines(_ text: [UInt8]) -> [(number: Int, bytes: [UInt8])] {
    text.split(separator: 0x0A, omittingEmptySubsequences: false).enumerated()
      .map { ($0.offset, Array($0.element.last == 0x0D ? $0.element.dropLast() : $0.element)) }
      .filter { !isBlank($0.1) }
  }
}
