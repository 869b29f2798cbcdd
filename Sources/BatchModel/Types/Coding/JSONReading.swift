package import LazyJSON

extension JSONValue {
  /// Decodes an unchanged node. If an object repeats a key, its last value is used.
  package init(_ number: UInt32, in document: Document) {
    switch document.node(number).kind {
    case .null: self = .null
    case .false: self = .bool(false)
    case .true: self = .bool(true)
    case .integer, .float: self.init(ofNumber: number, in: document)
    case .string: self = .string(document.string(number).string)
    case .array:
      var elements: [JSONValue] = []
      elements.reserveCapacity(document.childCount(number))
      document.eachElement(of: number) { elements.append(JSONValue($0, in: document)) }
      self = .array(elements)
    case .object: self = .object(JSONObject(text: document.bytes(of: number)))
    }
  }

  /// Decodes a number; one that would be encoded differently is stored as its text.
  private init(ofNumber number: UInt32, in document: Document) {
    let text = document.bytes(of: number)
    switch document.value(number) {
    case .integer(let value): self = .int(value)
    case .double(let value) where text.isWritten(for: value): self = .double(value)
    default:
      let text = text.string
      self = UInt64(text).map { .uint($0) } ?? .number(text)
    }
  }
}

extension Bytes {
  /// Whether a double is encoded as this text.
  fileprivate func isWritten(for value: Double) -> Bool {
    let description = value.description.utf8
    let isWhole = description.suffix(2).elementsEqual(".0".utf8)
    return elementsEqual(description.dropLast(isWhole ? 2 : 0))
  }
}
