internal import LazyJSON

/// Writes values of the model as JSON. They open one container each, and write it from its first
/// member to its last.
final class JSONWriter {
  private var text = ByteBuffer()
  /// Whether each container that is open is an object, from the outermost.
  private var isObject: [Bool] = []
  private var isFirst = true

  var bytes: [UInt8] { Array(Bytes(start: text.base, count: text.count)) }

  func write(_ value: some Encodable) throws {
    switch value {
    case let value as JSONValue: try append(value)
    case let value as String: append(value)
    case let value as Bool: text.append(value ? "true" : "false")
    case let value as Int: text.appendInteger(Int64(value))
    case let value as Int64: text.appendInteger(value)
    case let value as Double: try append(value)
    default:
      let depth = isObject.count
      try value.encode(to: JSONEncoding(writer: self))
      close(to: depth)
    }
  }

  // MARK: Containers

  func open(object: Bool) {
    text.append(UInt8(ascii: object ? "{" : "["))
    isObject.append(object)
    isFirst = true
  }

  /// What is written next is an element, or under this key.
  func begin(_ key: String?) {
    if !isFirst { text.append(UInt8(ascii: ",")) }
    isFirst = false
    guard let key else { return }
    append(key)
    text.append(UInt8(ascii: ":"))
  }

  private func close(to depth: Int) {
    while isObject.count > depth {
      text.append(UInt8(ascii: isObject.removeLast() ? "}" : "]"))
    }
    isFirst = false
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
      throw EncodingError.invalidValue(
        value, EncodingError.Context(codingPath: [], debugDescription: error.message))
    }
  }

  private func append(_ value: JSONValue) throws {
    switch value {
    case .null: writeNull()
    case .bool(let value): text.append(value ? "true" : "false")
    case .int(let value): text.appendInteger(value)
    case .uint(let value): text.appendText(String(value))
    case .double(let value): try append(value)
    case .number(let value): text.appendText(value)
    case .string(let value): append(value)
    case .array(let elements):
      text.append(UInt8(ascii: "["))
      for (index, element) in elements.enumerated() {
        if index > 0 { text.append(UInt8(ascii: ",")) }
        try append(element)
      }
      text.append(UInt8(ascii: "]"))
    case .object(let members):
      text.append(UInt8(ascii: "{"))
      for (index, member) in members.sorted(by: { $0.key < $1.key }).enumerated() {
        if index > 0 { text.append(UInt8(ascii: ",")) }
        append(member.key)
        text.append(UInt8(ascii: ":"))
        try append(member.value)
      }
      text.append(UInt8(ascii: "}"))
    }
  }
}
