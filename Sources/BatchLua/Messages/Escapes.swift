/// Escapes characters that have effects on a terminal: control characters, those that change the
/// direction of text, other line ends than LF, and bytes that are not UTF-8.
package enum Escapes {
  /// Escapes text of data completely; at most `limit` characters of it.
  package static func data(
    _ text: String, limit: Int = .max, keepsTabs: Bool = false
  ) -> String {
    if limit == .max || text.utf8.count <= limit, isPlain(text.utf8) { return text }
    var result = ""
    var count = 0
    for scalar in text.unicodeScalars {
      if count == limit { return result + "…" }
      count += 1
      append(scalar, to: &result, isKept: keepsTabs && scalar == "\t")
    }
    return result
  }

  /// Escapes text with lines: LF and tabs are not escaped.
  package static func lines(_ text: String) -> String {
    if isPlain(text.utf8) { return text }
    var result = ""
    for scalar in text.unicodeScalars {
      append(scalar, to: &result, isKept: scalar == "\n" || scalar == "\t")
    }
    return result
  }

  /// Decodes text, with escapes only for bytes that are not UTF-8.
  package static func text(of bytes: some Collection<UInt8>) -> String {
    if let text = String(validating: bytes, as: UTF8.self) { return text }
    var result = ""
    walk(bytes) { scalar in
      result.unicodeScalars.append(scalar)
    } orElse: { byte in
      result += hex(byte)
    }
    return result
  }

  /// Escapes bytes with lines: LF and tabs are not escaped.
  static func lines(_ bytes: UnsafeRawBufferPointer) -> [UInt8] {
    if bytes.allSatisfy({ $0 == 0x0A || $0 == 0x09 || isPlain($0) }) { return Array(bytes) }
    var result = ""
    walk(bytes) { scalar in
      append(scalar, to: &result, isKept: scalar == "\n" || scalar == "\t")
    } orElse: { byte in
      result += hex(byte)
    }
    return Array(result.utf8)
  }

  private static func walk(
    _ bytes: some Collection<UInt8>, _ valid: (Unicode.Scalar) -> Void,
    orElse invalid: (UInt8) -> Void
  ) {
    var parser = Unicode.UTF8.ForwardParser()
    var iterator = bytes.makeIterator()
    var at = bytes.startIndex
    while true {
      switch parser.parseScalar(from: &iterator) {
      case .valid(let encoded):
        valid(Unicode.UTF8.decode(encoded))
        at = bytes.index(at, offsetBy: encoded.count)
      case .error(let length):
        for _ in 0..<length {
          invalid(bytes[at])
          at = bytes.index(after: at)
        }
      case .emptyInput: return
      }
    }
  }

  private static func append(_ scalar: Unicode.Scalar, to text: inout String, isKept: Bool) {
    if isKept || !isUnsafe(scalar.value) { return text.unicodeScalars.append(scalar) }
    switch scalar {
    case "\n": text += "\\n"
    case "\r": text += "\\r"
    case "\t": text += "\\t"
    case "\0"..<"\u{80}": text += hex(UInt8(scalar.value))
    default: text += "\\u{" + String(scalar.value, radix: 16) + "}"
    }
  }

  static func isUnsafe(_ scalar: UInt32) -> Bool {
    switch scalar {
    case 0..<0x20, 0x7F...0x9F, 0x61C, 0x200E, 0x200F, 0x2028...0x202E, 0x2066...0x2069, 0xFEFF:
      true
    default: false
    }
  }

  private static func isPlain(_ bytes: some Sequence<UInt8>) -> Bool {
    bytes.allSatisfy { isPlain($0) }
  }

  private static func isPlain(_ byte: UInt8) -> Bool { byte >= 0x20 && byte < 0x7F }

  /// The escape of JSON for a unit of UTF-16.
  static func json(_ unit: UInt16) -> String {
    let digits = String(unit, radix: 16)
    return "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
  }

  private static func hex(_ byte: UInt8) -> String {
    "\\x" + (byte < 0x10 ? "0" : "") + String(byte, radix: 16)
  }
}
