/// The kinds of values that a script may write as lines.
struct Accepted: OptionSet {
  let rawValue: UInt8

  static let requests = Accepted(rawValue: 1)
  static let results = Accepted(rawValue: 2)
  /// JSON objects and tables.
  static let objects = Accepted(rawValue: 4)
  /// Any JSON values; a list is a value, not a list of records.
  static let values = Accepted(rawValue: 8)
  static let strings = Accepted(rawValue: 16)
  /// Records are written as plain objects, without checks.
  static let unchecked = Accepted(rawValue: 32)
  /// An empty table is an object, not an empty list.
  static let emptyRows = Accepted(rawValue: 64)

  /// The values that the main output accepts.
  init(_ form: OutputForm, _ type: RecordType) {
    switch form {
    case .same: self = type == .json ? [.requests, .results, .objects] : [.requests, .results]
    case .json, .csv: self = [.requests, .results, .objects, .unchecked]
    case .text: self = .strings
    }
  }

  /// The values that a writer of this type accepts.
  init(writer type: RecordType) {
    switch type {
    case .detect: self = [.requests, .results]
    case .input: self = .requests
    case .output: self = .results
    case .json: self = [.requests, .results, .objects, .values, .unchecked]
    }
  }

  init(rawValue: UInt8) { self.rawValue = rawValue }

  /// The type as which a host object is written; nil if it is not accepted.
  @inline(__always)
  func lineType(of type: ObjectType) -> ObjectType? {
    let isTaken =
      switch type {
      case .batchRequestInput: contains(.requests)
      case .batchRequestOutput: contains(.results)
      case .object: contains(.objects)
      case .array, .digits, .batchList, .batchErrorList: contains(.values)
      default: contains(.unchecked)
      }
    return isTaken ? contains(.unchecked) || type.isJSON ? .object : type : nil
  }

  /// The accepted values, for messages.
  var expectation: String {
    if contains(.values) { return "JSON values" }
    if contains(.objects) { return "a JSON object or a list of them" }
    if contains(.strings) { return "a string or a list of them" }
    if contains([.requests, .results]) { return "a record or a list of records" }
    return contains(.requests) ? "BatchRequestInputs" : "BatchRequestOutputs"
  }
}
