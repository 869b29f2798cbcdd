internal import Glibc

/// Borrowed bytes, valid as the function that returns them says.
package typealias Bytes = UnsafeBufferPointer<UInt8>

extension UnsafeBufferPointer<UInt8> {
  @inline(__always)
  package func equals(_ other: UnsafeBufferPointer<UInt8>) -> Bool {
    count == other.count
      && (count == 0 || memcmp(baseAddress!, other.baseAddress!, count) == 0)
  }

  /// Whether these are the bytes of `text`.
  package func equals(_ text: StaticString) -> Bool { equals(text.bytes) }

  /// The text, malformed parts replaced by U+FFFD.
  package var string: String { String(decoding: self, as: UTF8.self) }
}

extension StaticString {
  package var bytes: Bytes { Bytes(start: utf8Start, count: utf8CodeUnitCount) }
}

extension Document {
  /// The member of this name.
  @inline(__always)
  package func member(_ object: UInt32, _ name: StaticString) -> Value {
    member(object, name.bytes)
  }

  /// The same for a name that is not known beforehand; its strings last as long as others do.
  package func member(_ object: UInt32, named name: String) -> Value {
    var name = name
    return name.withUTF8 { member(object, $0) }
  }
}

extension Value {
  package var isAbsent: Bool {
    if case .absent = self { true } else { false }
  }

  /// What it is, for people: "a string".
  package var description: String {
    switch self {
    case .absent: "nothing"
    case .null: "null"
    case .boolean: "a boolean"
    case .integer, .double, .number: "a number"
    case .string: "a string"
    case .array: "an array"
    case .object: "an object"
    case .foreign: "a Lua value"
    }
  }
}
