import BatchLua
import Glibc

/// The words of the command line, which are bytes and need not be text, on their way through
/// ArgumentParser, which takes text: bytes that are none are scalars from U+10FF00 on there, the
/// last of the private ones. Where these themselves are given, their bytes are.
enum Arguments {
  private static let first: UInt32 = 0x10FF00

  /// Without the name of the program.
  static var words: [String] {
    (1..<max(1, Int(CommandLine.argc))).compactMap { number in
      CommandLine.unsafeArgv[number].map { word in
        text(of: UnsafeRawBufferPointer(start: word, count: strlen(word)))
      }
    }
  }

  static func text(of word: some Collection<UInt8>) -> String {
    var text = ""
    var rest = word[...]
    while !rest.isEmpty {
      var parser = UTF8.ForwardParser()
      var bytes = rest.makeIterator()
      var length = 1
      if case .valid(let encoded) = parser.parseScalar(from: &bytes) {
        length = encoded.count
        let scalar = UTF8.decode(encoded)
        if scalar.value < first {
          text.unicodeScalars.append(scalar)
          rest = rest.dropFirst(length)
          continue
        }
      }
      for byte in rest.prefix(length) {
        text.unicodeScalars.append(Unicode.Scalar(first + UInt32(byte))!)
      }
      rest = rest.dropFirst(length)
    }
    return text
  }

  /// What was given.
  static func bytes(of text: String) -> [UInt8] {
    text.unicodeScalars.flatMap { scalar in
      scalar.value < first ? Array(UTF8.encode(scalar)!) : [UInt8(truncatingIfNeeded: scalar.value)]
    }
  }

  static func path(_ text: String) -> Path { Path(bytes: bytes(of: text)) }

  /// What was given where that has to be text.
  static func plain(_ text: String) -> String { String(decoding: bytes(of: text), as: UTF8.self) }

  /// For messages of ArgumentParser.
  static func shown(_ text: String) -> String {
    text.unicodeScalars.map { scalar in
      scalar.value < first ? String(scalar) : "\\x" + String(scalar.value - first, radix: 16)
    }.joined()
  }
}
