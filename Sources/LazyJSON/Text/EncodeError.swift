/// What cannot be written as JSON, and where in the value: the innermost place last in `path`,
/// outermost first once the error has come all the way up.
package struct EncodeError: Error {
  package var message: String
  package var path: String
  /// The innermost container around what is nested too deep: when it is also one further out, the
  /// value contains itself.
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

  /// More than `ByteBuffer.longestRecord`.
  package static let longRecord = EncodeError(
    "the text would be longer than 256 MiB, the most for all lines of a record together")

  /// The path from the value itself: "body.messages[3]"; "the value" for itself. The middle of a
  /// long one is cut out.
  package var location: String {
    if path.isEmpty { return "the value" }
    let path = path.drop { $0 == "." }
    if path.utf8.count <= Self.longestLocation { return String(path) }
    return "\(path.prefix(Self.longestLocation / 2))…\(path.suffix(Self.longestLocation / 3))"
  }
  private static let longestLocation = 200
  /// Place and message.
  package var text: String { "\(location): \(message)" }

  /// The same error seen from the container that has the value under `key`.
  package func under(key: Bytes) -> EncodeError {
    let name = String(decoding: key, as: UTF8.self)
    let isName =
      !key.isEmpty && !(key[0] &- 0x30 < 10)
      && key.allSatisfy { $0 == 0x5F || ($0 | 0x20) &- 0x61 < 26 || $0 &- 0x30 < 10 }
    let part = isName ? "." + name : "[\"" + name + "\"]"
    return below(part)
  }

  /// The same error seen from where `path`, such as "body.messages[3]", leads to the value.
  package func within(_ path: String) -> EncodeError {
    path.isEmpty ? self : below("." + path)
  }

  /// The same error seen from the array that has the value at the 0-based `index`.
  package func under(index: Int) -> EncodeError {
    below("[\(index + 1)]")
  }

  /// The same error with a part of the path before its own.
  package func below(_ part: String) -> EncodeError {
    var error = self
    error.path = part + path
    return error
  }
}
