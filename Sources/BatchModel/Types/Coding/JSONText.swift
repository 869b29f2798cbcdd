internal import LazyJSON

/// A JSON text that is appended to: nested containers, whose members are written in order.
struct JSONText: ~Copyable {
  private var text = ByteBuffer(capacity: 256)
  /// The open containers, the outermost first.
  private var containers = Table<Container>()

  /// An open container.
  private struct Container: BitwiseCopyable {
    let isObject: Bool
    var isEmpty = true
  }

  /// The text so far, valid until more is appended.
  var bytes: Bytes { text.elements }

  /// The numbers of bytes and of open containers.
  var position: (count: Int, depth: Int) { (text.count, containers.count) }

  // MARK: Containers

  /// Opens an object or array; returns its depth, from 1.
  mutating func open(object: Bool) -> Int {
    text.append(object ? UInt8(ascii: "{") : UInt8(ascii: "["))
    containers.append(Container(isObject: object))
    return containers.count
  }

  /// Begins an element, or the member `key`, of the open container at a depth, and closes the
  /// containers inside of it. Its value is to be appended next.
  mutating func begin(_ key: String?, in depth: Int) {
    close(to: depth)
    if !containers[depth - 1].isEmpty { text.append(UInt8(ascii: ",")) }
    containers[depth - 1].isEmpty = false
    guard let key else { return }
    append(key)
    text.append(UInt8(ascii: ":"))
  }

  mutating func close(to depth: Int) {
    while containers.count > depth {
      let isObject = containers[containers.count - 1].isObject
      text.append(isObject ? UInt8(ascii: "}") : UInt8(ascii: "]"))
      containers.count -= 1
    }
  }

  // MARK: Values

  mutating func appendNull() { text.append("null") }

  mutating func appendEmptyObject() { text.append("{}") }

  mutating func append(_ value: Bool) { text.append(value ? "true" : "false") }

  mutating func append(_ value: Int64) { text.appendInteger(value) }

  mutating func append(_ value: String) {
    var value = value
    value.withUTF8 { text.appendQuoted($0) }
  }

  mutating func append(_ value: any JSONNumber) throws {
    guard let json = value.json else { throw Self.invalid(value, .notFinite(.nan)) }
    text.appendText(json)
  }

  mutating func append(_ value: Double) throws {
    do throws(EncodeError) {
      try text.appendDouble(value)
    } catch {
      throw Self.invalid(value, error)
    }
  }

  private static func invalid(_ value: Any, _ error: EncodeError) -> EncodingError {
    EncodingError.invalidValue(
      value, EncodingError.Context(codingPath: [], debugDescription: error.message))
  }

  mutating func append(_ value: JSONValue) throws {
    switch value {
    case .null: appendNull()
    case .bool(let value): append(value)
    case .int(let value): append(value)
    case .uint(let value): text.appendText(String(value))
    case .double(let value): try append(value)
    case .number(let value):
      guard value.isJSONNumber else { throw Self.invalid(value, .noNumber) }
      text.appendText(value)
    case .string(let value): append(value)
    case .array(let elements):
      text.append(UInt8(ascii: "["))
      for (index, element) in elements.enumerated() {
        if index > 0 { text.append(UInt8(ascii: ",")) }
        try append(element)
      }
      text.append(UInt8(ascii: "]"))
    case .object(let object):
      if let read = object.text { return read.withUnsafeBufferPointer { text.append($0) } }
      text.append(UInt8(ascii: "{"))
      for (index, member) in object.enumerated() {
        if index > 0 { text.append(UInt8(ascii: ",")) }
        append(member.key)
        text.append(UInt8(ascii: ":"))
        try append(member.value)
      }
      text.append(UInt8(ascii: "}"))
    }
  }
}

extension EncodeError {
  fileprivate static let noNumber = EncodeError("the text is no number of JSON")
}

extension String {
  /// Whether the string is a JSON number.
  fileprivate var isJSONNumber: Bool {
    var rest = utf8[...]
    func digits() -> Bool {
      let count = rest.prefix { $0 &- 0x30 < 10 }.count
      rest = rest.dropFirst(count)
      return count > 0
    }
    func take(_ bytes: UInt8...) -> Bool {
      guard let first = rest.first, bytes.contains(first) else { return false }
      rest = rest.dropFirst()
      return true
    }
    _ = take(0x2D)
    if !take(0x30), !digits() { return false }
    if take(0x2E), !digits() { return false }
    if take(0x65, 0x45) {
      _ = take(0x2B, 0x2D)
      if !digits() { return false }
    }
    return rest.isEmpty
  }
}
