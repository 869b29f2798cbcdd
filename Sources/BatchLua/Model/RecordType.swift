internal import BatchModel

/// The type of the records of an input.
public enum RecordType: String, CaseIterable, Sendable {
  /// Requests and results, recognised by their keys.
  case detect
  /// Requests.
  case input = "BatchRequestInput"
  /// Results.
  case output = "BatchRequestOutput"
  /// Any JSON objects, as plain JSON values; what is written is not checked.
  case json
}

extension RecordType {
  /// The kind of all lines; nil for other types.
  var lineKind: LineKind? {
    switch self {
    case .input: .request
    case .output: .result
    case .detect, .json: nil
    }
  }
}
