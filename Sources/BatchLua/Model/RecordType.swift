internal import BatchModel

/// What a line may be taken as.
public enum RecordType: String, CaseIterable, Sendable {
  /// Requests and results, told apart by their keys.
  case detect
  /// Requests.
  case input = "BatchRequestInput"
  /// Results.
  case output = "BatchRequestOutput"
  /// Any JSON objects, as plain JSON values; what is written is not checked.
  case json
}

extension RecordType {
  /// What lines are, when that is said.
  var lineKind: LineKind? {
    switch self {
    case .input: .request
    case .output: .result
    case .detect, .json: nil
    }
  }
}
