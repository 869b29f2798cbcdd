/// A value that cannot be written as JSON, and its path, to which each enclosing container adds its
/// part as the error propagates.
package struct EncodeError: Error {
  package var message: String
  package var path: String
  /// The innermost container of a value that is nested too deep. If the same container is also an
  /// outer one, the value contains itself.
  var deepest: (document: UInt, node: UInt32)?
  /// The path from such a container to itself.
  var circle: String?

  package init(_ message: String, path: String = "") {
    self.message = message
    self.path = path
  }

  package static let notUTF8 = EncodeError("the string is not valid UTF-8")

  /// A number that is NaN or infinite.
  package static func notFinite(_ value: Double) -> EncodeError {
    EncodeError("\(value.isNaN ? "NaN" : "an infinite number") has no JSON form")
  }

  /// A record of more than `ByteBuffer.longestRecord` bytes.
  package static let longRecord = EncodeError(
    "the text would be longer than 256 MiB, the most for all lines of a record together")

  /// The path in the value, such as "body.messages[3]", or "the value". The middle of a long path
  /// is left out.
  package var location: String {
    if path.isEmpty { return "the value" }
    let path = path.drop { $0 == "." }
    if path.utf8.count <= Self.longestLocation { return String(path) }
    return "\(path.prefix(Self.longestLocation / 2))…\(path.suffix(Self.longestLocation / 3))"
  }
  private static let longestLocation = 200
  /// Location and message.
  package var text: String { "\(location): \(message)" }

  /// The error with the member `key` in front of its path.
  package func under(key: Bytes) -> EncodeError {
    let name = String(decoding: key, as: UTF8.self)
    let isName =
      !key.isEmpty && !(key[0] &- 0x30 < 10)
      && key.allSatisfy { $0 == 0x5F || ($0 | 0x20) &- 0x61 < 26 || $0 &- 0x30 < 10 }
    let part = isName ? "." + name : "[\"" + name + "\"]"
    return below(part)
  }

  /// The error with `path`, such as "body.messages[3]", in front of its own.
  package func within(_ path: String) -> EncodeError {
    path.isEmpty ? self : below("." + path)
  }

  /// The error with the element at the 0-based `index` in front of its path.
  package func under(index: Int) -> EncodeError {
    below("[\(index + 1)]")
  }

  /// The error with a part in front of its path.
  package func below(_ part: String) -> EncodeError {
    var error = self
    error.path = part + path
    return error
  }
}
