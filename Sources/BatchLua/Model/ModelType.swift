/// One type of the batch model as scripts see it: the one declaration from which come the
/// userdata, the checks, the editor definitions and the reference.
package struct ModelType: Sendable {
  package let type: ObjectType
  package let name: String
  package let documentation: String
  /// Lua code that shows the type; run by the tests.
  package let example: String
  /// In the documented order, in which a new value has them.
  package let fields: [Field]
  /// Names of functions called as `value:name()`, beside those that all types have.
  package var methods: [String] = []

  /// Every type of the model, in the order of `ObjectType`.
  package static let all: [ModelType] = ObjectType.allCases.compactMap(\.model)

  package static let commonMethods = ["copy", "encode", "validate"]

  /// All methods of a type, by its number; none of JSON values.
  package static let methods = ObjectType.allCases.map { type in
    type.model.map { commonMethods + $0.methods } ?? []
  }

  /// The text of a new value: fields with a default have it, those that services write as null
  /// are null, the others come when they are assigned.
  var template: String {
    let members = fields.compactMap { field in
      field.location.member.flatMap { name in field.initial.map { "\"\(name)\":\($0)" } }
    }
    return "{" + members.joined(separator: ",") + "}"
  }

  /// The error for a field that the type does not have.
  func unknownField(_ name: String) -> String {
    let names = fields.map(\.name)
    let hint =
      nearName(to: name, among: names).map { "; did you mean '\($0)'?" }
      ?? " (its fields are \(names.joined(separator: ", ")))"
    return "a \(self.name) has no field '\(name)'" + hint
  }
}

/// A field of a model type.
package struct Field: Sendable {
  package let name: String
  package let kind: FieldKind
  package let documentation: String
  /// JSON text of its value in a new record; nil when it is not there.
  package let initial: String?
  /// Where it stands in the JSON object.
  let location: FieldLocation

  init(
    _ name: String, _ kind: FieldKind, _ documentation: String, initial: String? = "null",
    at location: FieldLocation? = nil
  ) {
    self.name = name
    self.location = location ?? .member(name)
    self.kind = kind
    self.documentation = documentation
    self.initial = initial
  }
}

/// What a field takes when a script writes it. Reading is lenient: an odd value comes as it is.
package indirect enum FieldKind: Sendable {
  case string
  case integer
  case boolean
  /// A JSON object.
  case object
  /// Any JSON value.
  case json
  /// A string of a set that is open; with the named values.
  case named(NamedStrings)
  /// Exactly this string.
  case constant(String)
  /// An object that reads as a model type.
  case model(ObjectType)
  /// An array of such objects.
  case list(ObjectType)
  /// The same, or nil.
  case optional(FieldKind)

  package var isOptional: Bool { if case .optional = self { true } else { false } }

  /// What the field takes, for messages.
  var expectation: String {
    switch self {
    case .string, .named: "a string"
    case .integer: "an integer"
    case .boolean: "true or false"
    case .object: "a table or JSON object"
    case .json: "a JSON value"
    case .constant(let text): "the string \"\(text)\""
    case .model(let type): "a \(type.name) or a table"
    case .list(let type): "an array of \(type.element!.name)"
    case .optional(let kind): "\(kind.expectation), or nil"
    }
  }

  /// As the annotations of lua-language-server write it.
  package var annotation: String {
    switch self {
    case .string: "string"
    case .integer: "integer"
    case .boolean: "boolean"
    case .object: "table<string, any>"
    case .json: "any"
    case .named(let set): "batch.\(set.name)"
    case .constant(let text): "\"\(text)\""
    case .model(let type): "batch.\(type.name)"
    case .list(let type): "batch.\(type.element!.name)[]"
    case .optional(let kind): "\(kind.annotation)?"
    }
  }
}
