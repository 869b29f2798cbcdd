internal import BatchModel
internal import LazyJSON

/// Checks a text that was just indexed against the declarations of the model, at all levels.
///
///     {"object":"list","data":[{},{"code":5}]}   as BatchErrors: data[2].code is no string
struct ModelCheck {
  let document: Document
  /// For an assigned table, the host objects in it by their offsets: records have their type
  /// already, JSON objects may have keys outside of the model, and the table itself may lack
  /// fields. Nil for a whole record, which must have all fields.
  let objects: [UInt32: ObjectType]?
  private(set) var problems: [Problem] = []
  /// The offsets of empty tables that are empty lists.
  private(set) var emptyLists: [Int] = []
  /// Whether the value is a script's own table.
  private var isTable: Bool

  struct Problem {
    /// "data[2].code"
    var path: String
    let kind: Kind

    enum Kind {
      case missing
      case wrong(expected: String, found: String)
      case unknown(String)
    }
  }

  init(_ document: Document, objects: [UInt32: ObjectType]? = nil) {
    self.document = document
    self.objects = objects
    isTable = objects != nil
  }

  /// Checks the value of a field, or the whole text.
  mutating func check(_ value: Value, as kind: FieldKind) {
    switch value {
    case .absent where objects != nil: break
    case .absent, .null:
      if kind.isOptional || kind.allowsNull { return }
      add(objects == nil ? .missing : .wrong(expected: kind.expectation, found: "json.null"))
    default:
      if !matches(value, kind) {
        add(.wrong(expected: kind.expectation, found: describe(value)))
      }
    }
  }

  /// Checks all fields of an object.
  mutating func check(_ object: UInt32, as model: ModelType) {
    if isTable { checkNames(of: object, model) }
    for field in model.fields {
      guard let name = field.location.member else { continue }
      let value = document.member(object, named: name)
      under(".\(name)") { $0.check(value, as: field.kind) }
    }
  }

  /// Whether a value is of a kind; adds problems inside of it.
  private mutating func matches(_ value: Value, _ kind: FieldKind) -> Bool {
    switch (kind, value) {
    case (.optional(let kind), _): return matches(value, kind)
    case (.model(let type), .object(let node)):
      return look(at: node, as: type) { $0.check(node, as: type.model!) }
    case (.list(let type), .array(let node)):
      return look(at: node, as: type) { $0.checkElements(of: node, as: .model(type.element!)) }
    case (.list, .object(let node)):
      let node = document.node(node)
      guard isTable, objects?[node.start] == nil, node.end - node.start == 2 else { return false }
      emptyLists.append(Int(node.start))
      return true
    case (.json, .object(let node)), (.json, .array(let node)), (.object, .object(let node)):
      return objects?[document.node(node).start]?.isJSON ?? true
    case (.json, _), (.string, .string), (.named, .string), (.integer, .integer),
      (.boolean, .boolean):
      return true
    case (.constant(let text), .string(let bytes)): return bytes.string == text
    default: return false
    }
  }

  /// Checks the contents of a container, unless it is a host object of the type already; false if
  /// it is a host object of another type.
  private mutating func look(
    at node: UInt32, as type: ObjectType, _ body: (inout ModelCheck) -> Void
  ) -> Bool {
    let wasTable = isTable
    defer { isTable = wasTable }
    switch objects?[document.node(node).start] {
    case type: return true
    case .object, .array: isTable = false
    case nil: break
    default: return false
    }
    body(&self)
    return true
  }

  private mutating func checkElements(of array: UInt32, as kind: FieldKind) {
    var index = 1
    var child = array + 1
    while child < document.node(array).next {
      let value = document.value(child)
      under("[\(index)]") { check in
        if check.matches(value, kind) { return }
        check.add(.wrong(expected: kind.expectation, found: check.describe(value)))
      }
      child = document.node(child).next
      index += 1
    }
  }

  private mutating func checkNames(of object: UInt32, _ model: ModelType) {
    var key = object + 1
    while key < document.node(object).next {
      if case .string(let name) = document.value(key),
        !model.fields.contains(where: { $0.name.utf8.elementsEqual(name) })
      {
        add(.unknown(model.unknownField(name.string)))
      }
      key = document.node(key + 1).next
    }
  }

  // MARK: Problems

  private mutating func add(_ kind: Problem.Kind) {
    problems.append(Problem(path: "", kind: kind))
  }

  /// Prepends `step` to the paths of the problems that `body` adds.
  private mutating func under(
    _ step: @autoclosure () -> String, _ body: (inout ModelCheck) -> Void
  ) {
    let before = problems.count
    body(&self)
    for i in before..<problems.count { problems[i].path = step() + problems[i].path }
  }

  /// The found value, for messages: in more detail for a script's values than for those of a file.
  private func describe(_ value: Value) -> String {
    guard let objects else { return value.description }
    switch value {
    case .string(let text): return "the string \"\(text.string.prefix(40))\""
    case .integer(let number): return "the number \(number)"
    case .double(let number): return "the number \(number)"
    case .boolean(let flag): return "\(flag)"
    case .null: return "json.null"
    case .object(let node), .array(let node):
      guard let type = objects[document.node(node).start], !type.isJSON else { fallthrough }
      return "a \(type.name)"
    default: return value.description
    }
  }
}

extension FieldKind {
  fileprivate var allowsNull: Bool { if case .json = self { true } else { false } }
}

extension ModelCheck.Problem {
  /// The service's error; nil for problems that concern only scripts.
  var code: ErrorCode? {
    let path = String(path.drop { $0 == "." })
    return switch kind {
    case .missing: .missingRequiredParameter(path)
    case .wrong(let expected, let found):
      .invalidType(param: path, expected: expected, found: found)
    case .unknown: nil
    }
  }

  /// The error for the script that assigned the value at `location`.
  func message(at location: String) -> String {
    switch kind {
    case .missing: "\(location)\(path) is missing"
    case .wrong(let expected, let found): "\(location)\(path) takes \(expected), got \(found)"
    case .unknown(let message): "\(location)\(path): \(message)"
    }
  }
}
