package import LazyJSON

extension JSONValue {
  /// The value of a node that no script has changed. Of a key that comes twice the last value
  /// counts.
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

  /// A number that would be written with another text keeps its own.
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
  /// Whether a double is written with this text.
  fileprivate func isWritten(for value: Double) -> Bool {
    let description = value.description.utf8
    let isWhole = description.suffix(2).elementsEqual(".0".utf8)
    return elementsEqual(description.dropLast(isWhole ? 2 : 0))
  }
}
