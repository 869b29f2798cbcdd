import BatchLua
import CArguments
import Glibc

/// The arguments of the process. They are bytes, but the parser accepts only text: `text(of:)`
/// encodes bytes that are not UTF-8, and `bytes(of:)` decodes them.
enum Arguments {
  /// All arguments but the program's name. Throws a `RunError` if they are unknown.
  static func words() throws -> [String] {
    guard let all = ca_arguments() else {
      throw RunError(.usage, "cannot read the arguments of the process")
    }
    var texts: [String] = []
    var number = 1
    while let argument = all[number] {
      texts.append(text(of: UnsafeRawBufferPointer(start: argument, count: strlen(argument))))
      number += 1
    }
    return texts
  }

  /// Encodes each byte that is not UTF-8 as one of the last 128 characters of Unicode, which are
  /// for private use, and so each byte of such a character.
  static func text(of bytes: some Collection<UInt8>) -> String {
    if let text = String(validating: bytes, as: UTF8.self), !isAmbiguous(text) { return text }
    var text = ""
    var rest = Array(bytes)[...]
    while !rest.isEmpty {
      let (scalar, count) = first(of: rest)
      if let scalar, scalar.value < firstOfBytes {
        text.unicodeScalars.append(scalar)
      } else {
        for byte in rest.prefix(count) {
          text.unicodeScalars.append(Unicode.Scalar(firstOfBytes - 0x80 + UInt32(byte))!)
        }
      }
      rest = rest.dropFirst(count)
    }
    return text
  }

  /// Decodes such a text.
  static func bytes(of text: String) -> [UInt8] {
    if !isAmbiguous(text) { return Array(text.utf8) }
    return text.unicodeScalars.flatMap { scalar in
      scalar.value < firstOfBytes
        ? Array(String(scalar).utf8) : [UInt8(scalar.value - firstOfBytes + 0x80)]
    }
  }

  static func path(_ text: String) -> Path { Path(bytes: bytes(of: text)) }

  /// An argument that must be text.
  static func plain(_ text: String) -> String { Escapes.text(of: bytes(of: text)) }

  /// Whether an argument is UTF-8.
  static func isText(_ text: String) -> Bool {
    !isAmbiguous(text) || String(validating: bytes(of: text), as: UTF8.self) != nil
  }

  /// An argument for messages, with escapes.
  static func shown(_ text: String) -> String { Escapes.data(plain(text)) }

  private static let firstOfBytes: UInt32 = 0x10FF80

  private static func isAmbiguous(_ text: String) -> Bool {
    text.utf8.contains(0xF4) && text.unicodeScalars.contains { $0.value >= firstOfBytes }
  }

  /// The first character of the bytes and its length; nil and a length if they begin with malformed
  /// bytes.
  private static func first(of bytes: ArraySlice<UInt8>) -> (Unicode.Scalar?, Int) {
    var parser = Unicode.UTF8.ForwardParser()
    var iterator = bytes.makeIterator()
    switch parser.parseScalar(from: &iterator) {
    case .valid(let encoded): return (Unicode.UTF8.decode(encoded), encoded.count)
    case .error(let length): return (nil, length)
    case .emptyInput: return (nil, bytes.count)
    }
  }
}
