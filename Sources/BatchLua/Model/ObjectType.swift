/// The types of host objects that Lua holds: JSON values, lists of model values, and the types of
/// the model.
package enum ObjectType: UInt32, CaseIterable, Sendable, BitwiseCopyable {
  case array, object, digits
  case batchList, batchErrorList
  case batchRequest, batch, batchErrors, batchError, batchRequestCounts, listBatchesResponse
  case batchRequestInput, batchRequestOutputResponse, batchRequestOutputError, batchRequestOutput

  /// The declaration of a model type; nil for JSON values and lists.
  var model: ModelType? { Self.models[Int(rawValue)] }

  private static let models = allCases.map(\.declaration)

  private var declaration: ModelType? {
    switch self {
    case .array, .object, .digits, .batchList, .batchErrorList: nil
    case .batchRequest: .batchRequest
    case .batch: .batch
    case .batchErrors: .batchErrors
    case .batchError: .batchError
    case .batchRequestCounts: .batchRequestCounts
    case .listBatchesResponse: .listBatchesResponse
    case .batchRequestInput: .batchRequestInput
    case .batchRequestOutputResponse: .batchRequestOutputResponse
    case .batchRequestOutputError: .batchRequestOutputError
    case .batchRequestOutput: .batchRequestOutput
    }
  }

  /// The type of the elements that are objects, in a list of model values.
  package var element: ObjectType? {
    switch self {
    case .batchList: .batch
    case .batchErrorList: .batchError
    default: nil
    }
  }

  package var name: String {
    switch self {
    case .array: "json array"
    case .object: "json object"
    case .digits: "json.number"
    case .batchList: "list of Batch"
    case .batchErrorList: "list of BatchError"
    default: model!.name
    }
  }

  /// The field of a record that scripts mostly read: it is looked up together with the keys that
  /// say the type of the record.
  var prefetchedField: String? {
    switch self {
    case .batchRequestInput: "body"
    case .batchRequestOutput: "response"
    default: nil
    }
  }

  /// The name of the field that a list of model values stands in.
  var listName: String? {
    if element == nil { return nil }
    let fields = ModelType.all.flatMap(\.fields)
    return fields.first { $0.kind.objectType == self }?.name
  }

  var isJSON: Bool { rawValue <= Self.batchErrorList.rawValue }
  var isArray: Bool { self == .array || element != nil }
}

extension FieldKind {
  /// The object type that an object or array in the field reads as, when it is not a JSON value.
  var objectType: ObjectType? {
    switch self {
    case .model(let type), .list(let type): type
    case .optional(let kind): kind.objectType
    default: nil
    }
  }
}
