internal import LazyJSON

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
  private var committed = FileFacts.Counts()
  private let ids = IDSet()
  private var pending = Table<IDSet.Key>()
  /// The same, when there are many.
  private var manyPending: Set<IDSet.Key> = []

  package init(profile: Profile) { self.profile = profile }

  package mutating func commit() {
    committed = facts.counts
    for i in 0..<pending.count { ids.insert(pending[i]) }
    dropPending()
  }

  package mutating func rollback() {
    facts.counts = committed
    dropPending()
  }

  private mutating func dropPending() {
    pending.count = 0
    if !manyPending.isEmpty { manyPending.removeAll() }
  }

  /// How far the current record has come.
  package struct Progress: BitwiseCopyable {
    let counts: FileFacts.Counts
    let ids: Int
  }
  package var progress: Progress { Progress(counts: facts.counts, ids: pending.count) }

  /// Forgets the lines since then.
  package mutating func goBack(to progress: Progress) {
    facts.counts = progress.counts
    for i in progress.ids..<pending.count { manyPending.remove(pending[i]) }
    pending.count = progress.ids
  }

  /// Checks a `BatchRequestInput`: an object with a `custom_id` that is not empty and not taken,
  /// `method` POST, a `url` the profile knows and an object as `body`.
  package mutating func check(request place: RecordPlace) -> CheckResult {
    let document = place.document
    guard document.isObject(place.root) else {
      let found = document.value(place.root).description
      return .invalid(.invalidType(param: nil, expected: "an object", found: found))
    }
    let members = place.members
    let customID = document.value(members.customID)
    switch customID {
    case .string(let id) where !id.isEmpty: break
    default: return refusal(of: "custom_id", customID)
    }
    switch document.value(members.method) {
    case .string(let method) where method.equals("POST"): break
    case .string(let method): return .invalid(.invalidMethod(method.string))
    case let other: return refusal(of: "method", other)
    }
    switch document.value(members.url) {
    case .string(let url) where facts.take(url: url, profile: profile): break
    case .string: return .invalid(.invalidURL)
    case let other: return refusal(of: "url", other)
    }
    switch document.value(members.body) {
    case .object(let body): if !facts.look(at: body, in: document) { return .unknown }
    case .absent where !profile.requiresBody, .null where !profile.requiresBody: break
    case let other: return refusal(of: "body", other, expected: "an object")
    }
    return take(id: document.value(members.customID))
  }

  /// Checks another line that is written: only that its `custom_id` is a string that is not empty
  /// and not taken.
  package mutating func check(result place: RecordPlace) -> CheckResult {
    let id = place.document.member(place.root, "custom_id")
    if case .string(let text) = id, !text.isEmpty { return take(id: id) }
    return refusal(of: "custom_id", id)
  }

  private func refusal(
    of name: String, _ value: Value, expected: String = "a string"
  ) -> CheckResult {
    switch value {
    case .foreign: .unknown
    case .absent, .null: .invalid(.missingRequiredParameter(name))
    case .string(let text) where text.isEmpty:
      .invalid(.invalidType(param: name, expected: expected, found: "an empty string"))
    default: .invalid(.invalidType(param: name, expected: expected, found: value.description))
    }
  }

  private mutating func take(id value: Value) -> CheckResult {
    guard case .string(let id) = value else { return .valid }
    let key = ids.key(id)
    if ids.contains(key) || isPending(key) { return .invalid(.duplicateCustomID(id.string)) }
    pending.append(key)
    if pending.count == Self.few + 1 {
      manyPending.formUnion(pending.elements)
    } else if pending.count > Self.few {
      manyPending.insert(key)
    }
    return .valid
  }

  private static let few = 16

  private func isPending(_ key: IDSet.Key) -> Bool {
    pending.count > Self.few ? manyPending.contains(key) : pending.elements.contains(key)
  }
}
