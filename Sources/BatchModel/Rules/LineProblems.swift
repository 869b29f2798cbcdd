package import LazyJSON

/// All that a service would say of one request: what `RequestCheck` refuses, of which it tells the
/// first, and what it notes of the file. For a text that was just indexed.
package enum LineProblems {
  package static func of(
    request root: UInt32, in document: Document, profile: Profile
  ) -> [ErrorCode] {
    guard document.isObject(root) else {
      let found = document.value(root).description
      return [.invalidType(param: nil, expected: "an object", found: found)]
    }
    let shape = profile.shape
    let members = RecordKeys.of(shape).places(of: root, in: document, line: nil)
    var codes: [ErrorCode] = []
    codes += idProblems(members, document, profile)
    codes += targetProblems(members, document, profile)
    switch document.value(members.body) {
    case .object(let body): codes += bodyProblems(body, members, document, profile)
    case .absent where !profile.requiresBody, .null where !profile.requiresBody: break
    case let other: codes.append(.refusal(of: shape.body, other, expected: "an object"))
    }
    if !codes.isEmpty || shape.target == .none {
      let others = profile.othersFitting(root, in: document)
      if !others.isEmpty { codes.append(.otherProfile(others)) }
    }
    codes += document.repeatedKeys(in: root).map(ErrorCode.duplicateKey)
    return codes
  }

  private static func idProblems(
    _ members: RecordKeys.Places, _ document: Document, _ profile: Profile
  ) -> [ErrorCode] {
    var value = document.value(members.customID)
    if case .label(let names) = profile.shape.id {
      value = document.label(names, ofBody: document.value(members.body))
    }
    guard case .string(let id) = value, !id.isEmpty else {
      return [.refusal(of: profile.shape.idPath, value)]
    }
    return profile.problem(ofID: id).map { [$0] } ?? []
  }

  private static func targetProblems(
    _ members: RecordKeys.Places, _ document: Document, _ profile: Profile
  ) -> [ErrorCode] {
    let target = profile.shape.target
    // That is a line of another shape.
    if target == .none { return [] }
    var codes: [ErrorCode] = []
    switch document.value(members.method) {
    case .string(let method):
      if target == .required && !method.equals("POST") {
        codes.append(.invalidMethod(method.string))
      }
    case .absent where target == .optional: break
    case let other: codes.append(.refusal(of: "method", other))
    }
    switch document.value(members.url) {
    case .string(let url):
      if !profile.accepts(url: Span(_unsafeElements: url)) {
        codes.append(profile.refusal(ofURL: url))
      }
    case .absent where target == .optional: break
    case let other: codes.append(.refusal(of: "url", other))
    }
    return codes
  }

  private static func bodyProblems(
    _ body: UInt32, _ members: RecordKeys.Places, _ document: Document, _ profile: Profile
  ) -> [ErrorCode] {
    var facts = FileFacts(profile: profile)
    if case .string(let url) = document.value(members.url) { _ = facts.take(url: url) }
    guard let seen = facts.look(at: body, in: document) else { return [] }
    return facts.codes(of: seen)
  }
}

extension ErrorCode {
  /// Why a value is not what a member takes.
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
}

extension Profile {
  /// Why an id that is not empty is none; nil when it is.
  func problem(ofID id: Bytes) -> ErrorCode? {
    guard let ids, !ids.accepts(id) else { return nil }
    return .invalidCustomID(id.string, rule: ids.text)
  }

  func refusal(ofURL url: Bytes) -> ErrorCode { .invalidURL(url.string, profile: name) }
}

extension Document {
  /// The label of a body that is the id.
  func label(_ names: [String], ofBody body: Value) -> Value {
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
