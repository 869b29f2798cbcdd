internal import LazyJSON

/// A value of a document that can be read without checks: members of a value that is absent or of
/// another kind are absent.
struct LenientValue {
  let document: Document
  let value: Value

  init(_ document: Document, _ value: Value) {
    self.document = document
    self.value = value
  }

  /// The last member with this name; absent if the value is not an object.
  func member(_ name: Bytes) -> LenientValue {
    guard case .object(let node) = value else { return LenientValue(document, .absent) }
    return LenientValue(document, document.member(node, name))
  }

  func member(_ name: StaticString) -> LenientValue { member(name.bytes) }

  var isAbsent: Bool { value.isAbsent }

  var isObject: Bool { if case .object = value { true } else { false } }

  /// Whether the value is absent, null, false, an empty string, or a container of nothing but such
  /// values, down to a few levels.
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
        isVoid = LenientValue(document, child).isVoid(levels: levels - 1)
        return isVoid
      }
      return isVoid
    default: return false
    }
  }

  /// Whether the value is this string.
  func equals(_ word: StaticString) -> Bool {
    if case .string(let text) = value { text.equals(word) } else { false }
  }

  /// The value as an integer; also of a float without a fraction, and of a string of digits.
  var integer: Int64? {
    switch value {
    case .integer(let number): number
    case .double(let number): Int64(exactly: number)
    case .string(let text) where text.count <= 19: Int64(text.string)
    default: nil
    }
  }

  /// The text of a number or of a string that is not empty, for messages.
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
