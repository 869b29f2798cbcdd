internal import LazyJSON

/// A value at a place of a document, of which nothing is expected: what is not there, or of
/// another kind, reads as nothing.
struct Spot {
  let document: Document
  let value: Value

  init(_ document: Document, _ value: Value) {
    self.document = document
    self.value = value
  }

  /// The last member of this name, when the value is an object.
  func member(_ name: Bytes) -> Spot {
    guard case .object(let node) = value else { return Spot(document, .absent) }
    return Spot(document, document.member(node, name))
  }

  func member(_ name: StaticString) -> Spot { member(name.bytes) }

  var isAbsent: Bool { value.isAbsent }

  var isObject: Bool { if case .object = value { true } else { false } }

  /// Whether nothing is there: null, false, an empty text, or a container of such, a few levels
  /// deep.
  var isVoid: Bool { isVoid(levels: 4) }

  private func isVoid(levels: Int) -> Bool {
    switch value {
    case .absent, .null, .boolean(false): return true
    case .string(let text): return text.isEmpty
    case .array(let node), .object(let node):
      if document.isEmpty(node) { return true }
      if levels == 0 { return false }
      var isVoid = true
      document.forEachChild(node) { child in
        isVoid = Spot(document, child).isVoid(levels: levels - 1)
        return isVoid
      }
      return isVoid
    default: return false
    }
  }

  /// Whether the value is this word.
  func equals(_ word: StaticString) -> Bool {
    if case .string(let text) = value { text.equals(word) } else { false }
  }

  /// An integer, also as a float or as a string of digits.
  var integer: Int64? {
    switch value {
    case .integer(let number): number
    case .double(let number): Int64(exactly: number)
    case .string(let text) where text.count <= 19: Int64(text.string)
    default: nil
    }
  }

  /// A number, or a text that is not empty, as people read it.
  var word: String? {
    switch value {
    case .string(let text) where !text.isEmpty: text.string
    case .integer(let number): String(number)
    case .double(let number): Int64(exactly: number).map(String.init) ?? String(number)
    case .number(let node): document.bytes(of: node).string
    default: nil
    }
  }
}
