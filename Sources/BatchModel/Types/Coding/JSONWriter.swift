internal import LazyJSON

/// Writes values as JSON: containers within each other, each from its first member to its last.
final class JSONWriter {
  private var text = ByteBuffer()
  /// Of each container that is open, from the outermost: whether it is an object, and whether nothing
  /// is in it yet.
  private var open: [(isObject: Bool, isEmpty: Bool)] = []

  var bytes: [UInt8] { Array(Bytes(start: text.base, count: text.count)) }

  func write(_ value: some Encodable) throws {
    switch value {
    case let value as JSONValue: try append(value)
    case let value as String: append(value)
    case let value as Bool: text.append(value ? "true" : "false")
    case let value as Int: text.appendInteger(Int64(value))
    case let value as Double: try append(value)
    case let value as any JSONNumber:
      guard let json = value.json else { throw Self.invalid(value, .notFinite(.nan)) }
      text.appendText(json)
    default:
      let (start, depth) = (text.count, open.count)
      try value.encode(to: JSONEncoding(writer: self))
      close(to: depth)
      if text.count == start { text.append("{}") }
    }
  }

  // MARK: Containers

  /// The result is where the container is among those that are open.
  func open(object: Bool) -> Int {
    text.append(UInt8(ascii: object ? "{" : "["))
    open.append((object, true))
    return open.count
  }

  /// What is written next is an element, or under this key, of a container; those in it end.
  func begin(_ key: String?, in depth: Int) {
    close(to: depth)
    if !open[depth - 1].isEmpty { text.append(UInt8(ascii: ",")) }
    open[depth - 1].isEmpty = false
    guard let key else { return }
    append(key)
    text.append(UInt8(ascii: ":"))
  }

  private func close(to depth: Int) {
    while open.count > depth {
      text.append(UInt8(ascii: open.removeLast().isObject ? "}" : "]"))
    }
  }

  // MARK: Values

  func writeNull() { text.append("null") }

  private func append(_ value: String) {
    var value = value
    value.withUTF8 { text.appendQuoted($0) }
  }

  private func append(_ value: Double) throws {
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

  private func append(_ value: JSONValue) throws {
    switch value {
    case .null: writeNull()
    case .bool(let value): text.append(value ? "true" : "false")
    case .int(let value): text.appendInteger(value)
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
  /// Whether it is a number as JSON has them.
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
