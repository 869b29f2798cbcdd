/// What cannot be written as JSON, and where in the value: the innermost place last in `path`,
/// outermost first once the error has come all the way up.
package struct EncodeError: Error {
  package var message: String
  package var path: String

  package init(_ message: String, path: String = "") {
    self.message = message
    self.path = path
  }

  /// The path from the value itself: "body.messages[3]"; "the value" for itself.
  package var place: String { path.isEmpty ? "the value" : String(path.drop { $0 == "." }) }
  /// Place and message.
  package var text: String { "\(place): \(message)" }

  /// The same error seen from the container that has the value under `key`.
  package func under(key: Bytes) -> EncodeError {
    let name = String(decoding: key, as: UTF8.self)
    let isName =
      !key.isEmpty && !(key[0] &- 0x30 < 10)
      && key.allSatisfy { $0 == 0x5F || ($0 | 0x20) &- 0x61 < 26 || $0 &- 0x30 < 10 }
    let part = isName ? "." + name : "[\"" + name + "\"]"
    return EncodeError(message, path: part + path)
  }

  /// The same error seen from where `path`, such as "body.messages[3]", leads to the value.
  package func within(_ path: String) -> EncodeError {
    path.isEmpty ? self : EncodeError(message, path: "." + path + self.path)
  }

  /// The same error seen from the array that has the value at the 0-based `index`.
  package func under(index: Int) -> EncodeError {
    EncodeError(message, path: "[\(index + 1)]" + path)
  }
}
