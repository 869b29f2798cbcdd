internal import LazyJSON

/// The rules for results, except that for ids.
extension Answer {
  /// The problem of a status that is not a number.
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
