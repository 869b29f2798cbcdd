internal import LuaVM

/// The types of host objects that Lua holds: JSON values, and the model's types.
enum ObjectType: UInt32, CaseIterable {
  case array, object, digits
  case batchRequestInput, batchRequestOutput, batchRequestOutputResponse, batchRequestOutputError

  /// The declaration of a model type; nil for JSON values.
  var model: ModelType? {
    switch self {
    case .array, .object, .digits: nil
    case .batchRequestInput: .batchRequestInput
    case .batchRequestOutput: .batchRequestOutput
    case .batchRequestOutputResponse: .batchRequestOutputResponse
    case .batchRequestOutputError: .batchRequestOutputError
    }
  }

  var name: StaticString {
    switch self {
    case .array: "json array"
    case .object: "json object"
    case .digits: "json.number"
    default: model!.name
    }
  }

  var isJSON: Bool { rawValue <= Self.digits.rawValue }
}

/// One type of the batch model as scripts see it: the one declaration from which come the
/// userdata, the checks and the reference.
struct ModelType: Sendable {
  let type: ObjectType
  let name: StaticString
  let documentation: StaticString
  let fields: [Field]
  /// Functions called as `value:name()`.
  let methods: [Function]
}

/// A field of a model type.
struct Field: Sendable {
  let name: StaticString
  let kind: FieldKind
  let documentation: StaticString

  init(_ name: StaticString, _ kind: FieldKind, _ documentation: StaticString) {
    self.name = name
    self.kind = kind
    self.documentation = documentation
  }
}

/// What a field takes when a script writes it. Reading is lenient: an odd value comes as it is.
enum FieldKind: Sendable {
  case string
  /// A string, or nothing.
  case optionalString
  /// The string POST.
  case method
  case integer
  /// An object, or nothing.
  case object
  /// Any JSON value.
  case json
  /// An object that reads as a model type, or nothing.
  case model(ObjectType)

  /// What the field takes, for messages.
  var expectation: String {
    switch self {
    case .string: "a string"
    case .optionalString: "a string or nil"
    case .method: "the string \"POST\""
    case .integer: "an integer"
    case .object: "a table or JSON object, or nil"
    case .json: "a JSON value"
    case .model(let type): "a \(type.name), a table or nil"
    }
  }
}
