internal import LazyJSON

/// The rules for results, beside that for their ids.
extension Answer {
  /// A status that is there and is no number.
  var problemOfStatus: ErrorCode? {
    let code = line.member("response").member("status_code")
    if status != nil { return nil }
    switch code.value {
    case .absent, .null: return nil
    default:
      return .invalidType(
        param: "response.status_code", expected: "an integer", found: code.value.description)
    }
  }
}
