import BatchLua
import CArguments
import Glibc

/// The arguments of the process. They are bytes, and the parser takes text: `bytes(of:)` gives the
/// bytes that a text stands for, also where they are no UTF-8.
enum Arguments {
  /// All but the program's name. Throws a `RunError` when the system does not tell them.
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

  /// A byte that is no UTF-8 becomes one of the last 128 characters of Unicode, which are for
  /// private use; so does each byte of such a character.
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

  /// The bytes that such a text stands for.
  static func bytes(of text: String) -> [UInt8] {
    if !isAmbiguous(text) { return Array(text.utf8) }
    return text.unicodeScalars.flatMap { scalar in
      scalar.value < firstOfBytes
        ? Array(String(scalar).utf8) : [UInt8(scalar.value - firstOfBytes + 0x80)]
    }
  }

  static func path(_ text: String) -> Path { Path(bytes: bytes(of: text)) }

  /// What was given where that has to be text.
  static func plain(_ text: String) -> String { Escapes.text(of: bytes(of: text)) }

  /// Whether a text stands for bytes that are no UTF-8.
  static func isText(_ text: String) -> Bool {
    !isAmbiguous(text) || String(validating: bytes(of: text), as: UTF8.self) != nil
  }

  /// The same for messages.
  static func shown(_ text: String) -> String { Escapes.data(plain(text)) }

  private static let firstOfBytes: UInt32 = 0x10FF80

  private static func isAmbiguous(_ text: String) -> Bool {
    text.utf8.contains(0xF4) && text.unicodeScalars.contains { $0.value >= firstOfBytes }
  }

  /// The character that the bytes begin with and its length; nil and a length when they begin with
  /// none.
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
