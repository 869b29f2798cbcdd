/// A line that is JSON but no record.
struct NotARecord: Error {
  /// "an object", "a number".
  let found: String
  let isObject: Bool
  /// The profiles whose shape it has.
  let fitting: [String]
  /// Whether it could be a request of the profile, which lacks members or has too many.
  let isRequest: Bool

  /// What the line is, and the option with which it is accepted.
  func reason(_ names: OptionNames) -> String? {
    if fitting.isEmpty { return nil }
    return "the object is a record of another shape than the profile's; "
      + RecordProblem.hint(for: fitting, names)
      + (isRequest
        ? "; \(names(.recordType, "BatchRequestInput")) has it mended by the script" : "")
  }
}

/// Bytes of an input that are not a record of its framing.
struct FramingFault: Error {
  let reason: String
}

/// A record that the script sent to the rejects.
struct Rejection: Error {
  let reason: String
  var code: String?
  var param: String?
}
