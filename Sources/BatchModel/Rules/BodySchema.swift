package import LazyJSON

/// The types of the members of bodies, in tables that live as long as the process. Types, objects
/// and fields refer to each other by their indices.
///
///     types     string | string[]   integer   …
///     objects   ChatCompletionRequest   ChatMessage   …
///     fields    model messages max_tokens …   role content …
package struct BodySchema: @unchecked Sendable {
  /// The kinds of JSON values.
  package struct Kinds: OptionSet, BitwiseCopyable, Sendable {
    package let rawValue: UInt8
    package init(rawValue: UInt8) { self.rawValue = rawValue }

    package static let null = Kinds(rawValue: 1)
    package static let boolean = Kinds(rawValue: 2)
    package static let integer = Kinds(rawValue: 4)
    /// A number with a fraction.
    package static let number = Kinds(rawValue: 8)
    package static let string = Kinds(rawValue: 16)
    package static let array = Kinds(rawValue: 32)
    package static let object = Kinds(rawValue: 64)
    package static let any = Kinds(rawValue: 127)
  }

  /// The type of a value.
  package struct ValueType: BitwiseCopyable {
    package var kinds: Kinds
    /// The type of an array's elements and the members of an object; nil for any.
    package var element: Int?
    package var object: Int?

    package init(_ kinds: Kinds, element: Int? = nil, object: Int? = nil) {
      (self.kinds, self.element, self.object) = (kinds, element, object)
    }
  }

  /// A member of an object.
  package struct Field {
    package let name: String
    package let type: Int
    package let isRequired: Bool

    package init(_ name: String, type: Int, isRequired: Bool) {
      (self.name, self.type, self.isRequired) = (name, type, isRequired)
    }
  }

  /// A value that does not match the schema.
  package enum Problem: BitwiseCopyable {
    /// The value at a node is of none of these kinds.
    case wrong(node: UInt32, Kinds)
    /// An object lacks the field with this index.
    case missing(object: UInt32, field: Int)
    /// A key that the object does not have.
    case unknown(key: UInt32)
  }

  private struct Entry: BitwiseCopyable {
    let name: Bytes
    let type: Int
    let isRequired: Bool
  }

  private let types: UnsafeBufferPointer<ValueType>
  private let objects: UnsafeBufferPointer<Object>
  private let fields: UnsafeBufferPointer<Entry>

  private struct Object: BitwiseCopyable {
    let start, end: Int
    let names: NameTable
    var fields: Range<Int> { start..<end }
  }

  /// `objects` are lists of fields, at most 64 each.
  package init(types: [ValueType], objects: [[Field]]) {
    var kept: [Object] = []
    var entries: [Entry] = []
    for object in objects {
      let fields = object.map { field in
        Entry(
          name: Self.kept(Array(field.name.utf8)), type: field.type,
          isRequired: field.isRequired)
      }
      kept.append(
        Object(
          start: entries.count, end: entries.count + fields.count,
          names: NameTable(fields.map(\.name))))
      entries += fields
    }
    self.types = Self.kept(types)
    self.objects = Self.kept(kept)
    fields = Self.kept(entries)
  }

  private static func kept<Element>(_ elements: [Element]) -> UnsafeBufferPointer<Element> {
    let copy = UnsafeMutableBufferPointer<Element>.allocate(capacity: elements.count)
    _ = copy.initialize(from: elements)
    return UnsafeBufferPointer(copy)
  }

  /// The name of a field, by the index in a problem.
  package func name(ofField number: Int) -> String { fields[number].name.string }

  /// Checks the members of an unchanged object. With `isOutermost`, missing members are not
  /// reported, because `BodyRules` reports them; with `isStrict`, unknown keys are.
  package func check(
    _ number: UInt32, as object: Int, in document: Document, isOutermost: Bool = true,
    isStrict: Bool = false, into problems: inout [Problem]
  ) {
    let (range, names) = (objects[object].fields, objects[object].names)
    let end = document.node(number).next
    var seen: UInt64 = 0
    var key = number + 1
    while key < end {
      let value = key + 1
      if let index = names.number(of: document.string(key)) {
        seen |= 1 << UInt64(index)
        let type = types[fields[range.lowerBound + index].type]
        check(value, as: type, document, isStrict, &problems)
      } else if isStrict {
        problems.append(.unknown(key: key))
      }
      key = document.node(value).next
    }
    if isOutermost { return }
    for field in range where fields[field].isRequired {
      if seen >> UInt64(field - range.lowerBound) & 1 == 0 {
        problems.append(.missing(object: number, field: field))
      }
    }
  }

  private func check(
    _ number: UInt32, as type: ValueType, _ document: Document, _ isStrict: Bool,
    _ problems: inout [Problem]
  ) {
    let kind = document.node(number).kind
    guard fits(number, kind, type.kinds, document) else {
      problems.append(.wrong(node: number, type.kinds))
      return
    }
    switch kind {
    case .object:
      guard let object = type.object else { return }
      check(
        number, as: object, in: document, isOutermost: false, isStrict: isStrict, into: &problems)
    case .array:
      guard let element = type.element else { return }
      let end = document.node(number).next
      var child = number + 1
      while child < end {
        check(child, as: types[element], document, isStrict, &problems)
        child = document.node(child).next
      }
    default: return
    }
  }

  @inline(__always)
  private func fits(
    _ number: UInt32, _ kind: Kind, _ kinds: Kinds, _ document: Document
  ) -> Bool {
    switch kind {
    case .null: return kinds.contains(.null)
    case .false, .true: return kinds.contains(.boolean)
    case .integer: return !kinds.isDisjoint(with: [.integer, .number])
    case .float:
      if kinds.contains(.number) { return true }
      // Services accept 1.0 as an integer.
      guard kinds.contains(.integer), case .double(let value) = document.number(number) else {
        return false
      }
      return value.rounded() == value
    case .string: return kinds.contains(.string)
    case .array: return kinds.contains(.array)
    case .object: return kinds.contains(.object)
    }
  }
}

extension BodySchema.Kinds {
  /// For messages: "a string or an array".
  var expectation: String {
    let names: [(BodySchema.Kinds, String)] = [
      (.string, "a string"), (.number, "a number"), (.integer, "an integer"),
      (.boolean, "a boolean"), (.array, "an array"), (.object, "an object"),
    ]
    var words = names.filter { contains($0.0) }.map(\.1)
    if contains(.number) { words.removeAll { $0 == "an integer" } }
    guard let last = words.popLast() else { return "null" }
    return words.isEmpty ? last : words.joined(separator: ", ") + " or " + last
  }
}
