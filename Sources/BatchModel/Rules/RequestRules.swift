internal import LazyJSON

/// The rules for the members of a line. Each takes a value and returns its problem, or nil.
/// `RequestCheck`, which stops at the first problem, and `LineProblems`, which finds all, share
/// them.
extension Profile {
  /// The id of a request. `RequestCheck` checks that it is unique.
  func problem(ofID value: Value) -> ErrorCode? {
    guard case .string(let id) = value, !id.isEmpty else {
      return .refusal(of: shape.idPath, value)
    }
    return problem(ofID: id)
  }

  /// An id that is not empty.
  func problem(ofID id: Bytes) -> ErrorCode? {
    guard let ids, !ids.accepts(id) else { return nil }
    return .invalidCustomID(id.string, rule: ids.text)
  }

  /// The id of a result, to which `ids` does not apply. Labels may be missing.
  func problem(ofResultID value: Value) -> ErrorCode? {
    if case .label = shape.id { return nil }
    if case .string(let id) = value, !id.isEmpty { return nil }
    return .refusal(of: shape.idPath, value)
  }

  /// The value of `method`, for shapes that may have it, on a line with this `url`: where both are
  /// optional, one of them needs the other.
  func problem(ofMethod value: Value, beside url: Value) -> ErrorCode? {
    switch (value, shape.target, url) {
    case (.string(let method), .required, _):
      method.equals("POST") ? nil : .invalidMethod(method.string)
    case (.string, _, _), (.absent, .optional, .absent): nil
    default: .refusal(of: "method", value)
    }
  }

  /// The same for `url`. `FileFacts` compares it with that of the file.
  func problem(ofURL value: Value, beside method: Value) -> ErrorCode? {
    switch (value, shape.target, method) {
    case (.string(let url), _, _):
      accepts(url: Span(_unsafeElements: url)) ? nil : .invalidURL(url.string, profile: name)
    case (.absent, .optional, .absent): nil
    default: .refusal(of: "url", value)
    }
  }

  /// The kind of the body. `FileFacts` reads what is in it.
  func problem(ofBody value: Value) -> ErrorCode? {
    switch value {
    case .object: nil
    case .absent where !requiresBody, .null where !requiresBody: nil
    default: .refusal(of: shape.body, value, expected: "an object")
    }
  }

  /// The length of a line in bytes, with its line feed.
  func problem(ofLength length: Int) -> ErrorCode? {
    guard let most = maxRequestBytes, length > most else { return nil }
    return .requestTooLarge(bytes: length, limit: most)
  }
}

extension RecordKeys.Members {
  /// Whether the line has `method` or `url`.
  var hasTarget: Bool { !(method.isAbsent && url.isAbsent) }
}

extension ErrorCode {
  /// The problem of a value that is missing or of the wrong kind.
  static func refusal(
    of name: String, _ value: Value, expected: String = "a string"
  ) -> ErrorCode {
    switch value {
    case .absent, .null: .missingRequiredParameter(name)
    case .string(let text) where text.isEmpty:
      .invalidType(param: name, expected: expected, found: "an empty string")
    default: .invalidType(param: name, expected: expected, found: value.description)
    }
  }

  /// The problem of a line that is not an object.
  static func noObject(_ value: Value) -> ErrorCode {
    .invalidType(param: nil, expected: "an object", found: value.description)
  }
}

extension RecordKeys.Members {
  /// The id of a line, wherever the shape has it.
  func id(in document: Document, _ shape: Shape) -> Value {
    guard case .label(let names) = shape.id else { return document.value(customID) }
    return document.label(names, ofBody: document.value(body))
  }
}

extension Document {
  /// The first label of a body that exists among `names`.
  fileprivate func label(_ names: [String], ofBody body: Value) -> Value {
    if case .foreign = body { return body }
    guard case .object(let body) = body else { return .absent }
    switch member(body, "labels") {
    case .object(let labels):
      for name in names {
        let value = member(labels, named: name)
        if !value.isAbsent { return value }
      }
      return .absent
    case .foreign(let slot): return .foreign(slot)
    default: return .absent
    }
  }
}
