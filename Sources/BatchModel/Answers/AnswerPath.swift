internal import LazyJSON

/// A path to values in an answer, in the notation of the reference:
///
///     choices[1].message.content                      of the first element
///     output[type=message].content[].text             of elements with this type, of all elements
///     parts[!thought].text    parts[functionCall]     of elements without, or with, this member
///
/// An object instead of an array is treated as an array with this one element.
package struct AnswerPath: ExpressibleByStringLiteral, @unchecked Sendable {
  package let text: StaticString
  private let steps: [Step]

  private enum Step {
    case member(Bytes)
    case elements(Filter)
  }

  private enum Filter {
    case first, all
    case with(Bytes)
    case without(Bytes)
    case equal(Bytes, Bytes)

    func takes(_ element: LenientValue) -> Bool {
      switch self {
      case .first, .all: return true
      case .with(let name): return !element.member(name).isVoid
      case .without(let name): return element.member(name).isVoid
      case .equal(let name, let word):
        guard case .string(let text) = element.member(name).value else { return false }
        return text.equals(word)
      }
    }
  }

  package init(stringLiteral text: StaticString) {
    self.text = text
    steps = text.bytes.split(separator: UInt8(ascii: ".")).flatMap(Self.steps)
  }

  /// Parses a member name and the filter in brackets after it, if any.
  private static func steps(_ part: Slice<Bytes>) -> [Step] {
    guard let open = part.firstIndex(of: UInt8(ascii: "[")) else {
      return [.member(Bytes(rebasing: part))]
    }
    let inside = part[(open + 1)..<(part.endIndex - 1)]
    let filter: Filter
    if let sign = inside.firstIndex(of: UInt8(ascii: "=")) {
      filter = .equal(
        Bytes(rebasing: inside[..<sign]), Bytes(rebasing: inside[(sign + 1)...]))
    } else if inside.isEmpty {
      filter = .all
    } else if Bytes(rebasing: inside).equals("1") {
      filter = .first
    } else if inside.first == UInt8(ascii: "!") {
      filter = .without(Bytes(rebasing: inside.dropFirst()))
    } else {
      filter = .with(Bytes(rebasing: inside))
    }
    return [.member(Bytes(rebasing: part[..<open])), .elements(filter)]
  }

  /// Calls `body` with each value at the path that is not null, until it returns false.
  func forEach(in answer: LenientValue, _ body: (LenientValue) -> Bool) {
    _ = visit(answer, 0, body)
  }

  /// The first value at the path that is not null.
  func first(in answer: LenientValue) -> LenientValue? {
    var found: LenientValue?
    forEach(in: answer) { value in
      found = value
      return false
    }
    return found
  }

  private func visit(_ value: LenientValue, _ at: Int, _ body: (LenientValue) -> Bool) -> Bool {
    if at == steps.count {
      switch value.value {
      case .absent, .null: return true
      default: return body(value)
      }
    }
    switch steps[at] {
    case .member(let name): return visit(value.member(name), at + 1, body)
    case .elements(let filter):
      guard case .array(let array) = value.value else {
        return value.isObject && filter.takes(value) ? visit(value, at + 1, body) : true
      }
      var goesOn = true
      value.document.forEachChild(array) { child in
        let element = LenientValue(value.document, child)
        if filter.takes(element) { goesOn = visit(element, at + 1, body) }
        if case .first = filter { return false }
        return goesOn
      }
      return goesOn
    }
  }
}
