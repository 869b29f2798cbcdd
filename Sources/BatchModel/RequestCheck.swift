package import LazyJSON

/// What one look at a request line finds.
package enum CheckResult {
  case valid
  case invalid(ErrorCode)
  /// Some of it is not JSON text yet, so that the written line must be looked at.
  case unknown
}

/// Checks the lines of an input file as they are written, and gathers what concerns the whole
/// file. The lines of one record count together: `commit` takes them in, `rollback` forgets them.
package struct RequestCheck: ~Copyable {
  package let profile: Profile
  package var facts = FileFacts()
  private var committed = FileFacts()
  private let ids = IDSet()
  private var pending: [IDSet.Key] = []

  package init(profile: Profile) { self.profile = profile }

  package mutating func commit() {
    committed = facts
    for key in pending { ids.insert(key) }
    if !pending.isEmpty { pending.removeAll(keepingCapacity: true) }
  }

  package mutating func rollback() {
    facts = committed
    pending.removeAll(keepingCapacity: true)
  }

  /// Checks a `BatchRequestInput`: an object with a `custom_id` that is not empty and not taken,
  /// `method` POST, a `url` the profile knows and an object as `body`.
  package mutating func check(request root: UInt32, in document: Document) -> CheckResult {
    guard case .object = document.value(root) else {
      return .invalid(.invalidType(param: nil, expected: "an object", found: "another value"))
    }
    if let problem = checkEnvelope(root, document) { return problem }
    switch document.member(root, "body") {
    case .object(let body): facts.look(at: body, in: document)
    case .absent where !profile.requiresBody, .null where !profile.requiresBody: break
    case .absent, .null: return .invalid(.missingRequiredParameter("body"))
    case .foreign: return .unknown
    case let other:
      return .invalid(
        .invalidType(param: "body", expected: "an object", found: other.description))
    }
    return take(id: document.member(root, "custom_id"))
  }

  /// Checks another line that is written: only that its `custom_id`, when it has one, is a string
  /// that is not empty and not taken.
  package mutating func check(result root: UInt32, in document: Document) -> CheckResult {
    guard case .object = document.value(root) else { return .valid }
    let id = document.member(root, "custom_id")
    return switch id {
    case .foreign: .unknown
    case .string: take(id: id)
    case .absent, .null: .invalid(.missingRequiredParameter("custom_id"))
    default:
      .invalid(
        .invalidType(param: "custom_id", expected: "a string", found: id.description))
    }
  }

  private mutating func checkEnvelope(_ root: UInt32, _ document: Document) -> CheckResult? {
    for name in ["custom_id", "method", "url"] as [StaticString] {
      let value = document.member(root, name)
      switch value {
      case .string(let text):
        if let code = checkText(name, text) { return .invalid(code) }
      case .absent, .null: return .invalid(.missingRequiredParameter(name.description))
      case .foreign: return .unknown
      default:
        return .invalid(
          .invalidType(
            param: name.description, expected: "a string", found: value.description))
      }
    }
    return nil
  }

  private mutating func checkText(_ name: StaticString, _ text: Bytes) -> ErrorCode? {
    switch name.utf8CodeUnitCount {
    case 9:
      text.isEmpty
        ? .invalidType(param: "custom_id", expected: "a string", found: "an empty string") : nil
    case 6: text.equals("POST") ? nil : .invalidMethod(text.string)
    default: facts.take(url: text, profile: profile) ? nil : .invalidURL
    }
  }

  private mutating func take(id value: Value) -> CheckResult {
    guard case .string(let id) = value else { return .valid }
    let key = ids.key(id)
    if ids.contains(key) || pending.contains(key) {
      return .invalid(.duplicateCustomID(id.string))
    }
    pending.append(key)
    return .valid
  }
}
