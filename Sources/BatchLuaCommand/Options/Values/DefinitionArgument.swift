import ArgumentParser
import BatchLua

extension Definition {
  /// The value of `-D NAME=VALUE`. The name is text; the value is bytes, like paths.
  init(argument: String) throws {
    let bytes = Arguments.bytes(of: argument)
    let name = bytes.prefix { $0 != UInt8(ascii: "=") }
    if name.isEmpty {
      throw ValidationError("-D takes NAME=VALUE, got '\(Arguments.shown(argument))'")
    }
    guard let text = String(validating: name, as: UTF8.self) else {
      throw ValidationError("-D takes a name in UTF-8, got '\(Arguments.shown(argument))'")
    }
    if name.count == bytes.count {
      self.init(text)
    } else {
      self.init(text, bytes: bytes[(name.count + 1)...])
    }
  }
}
