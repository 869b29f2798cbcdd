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
/// What else is wrong with a line that is refused, `LineProblems` tells.
package struct RequestCheck: ~Copyable {
  package let profile: Profile
  package var facts: FileFacts
  private let keys: RecordKeys
  private let target: Shape.Target
  private let hasRule: Bool
  private let isLabelled: Bool
  private var committed: FileFacts.Counts
  private let ids = IDSet()
  private var pending = Table<IDSet.Key>()
  /// Where the last id that was looked at came first; nil for the record at hand, or nowhere.
  package private(set) var firstUse: UInt32?
  /// The pending ones, when there are many.
  private var manyPending: Set<IDSet.Key> = []

  package init(profile: Profile) {
    self.profile = profile
    let shape = profile.shape
    keys = RecordKeys.of(shape)
    target = shape.target
    hasRule = profile.ids != nil
    if case .label = shape.id { isLabelled = true } else { isLabelled = false }
    facts = FileFacts(profile: profile)
    committed = facts.counts
  }

  /// `place` is what the record is known by: of an id that comes again, `firstUse` tells it.
  package mutating func commit(at place: UInt32 = 0) {
    facts.commit()
    committed = facts.counts
    for i in 0..<pending.count { ids.insert(pending[i], at: place) }
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

  // MARK: Requests

  /// Checks a `BatchRequestInput`: an object with an id that is not empty and not taken, what the
  /// shape has of `method` POST and a `url` the profile knows, and an object as body.
  package mutating func check(request place: RecordPlace) -> CheckResult {
    let document = place.document
    guard document.isObject(place.root) else {
      let found = document.value(place.root).description
      return .invalid(.invalidType(param: nil, expected: "an object", found: found))
    }
    let members = place.members(keys)
    // The key at once: a look at another member may overwrite the text.
    let key: IDSet.Key
    switch id(of: members, document) {
    case .string(let id) where !id.isEmpty:
      if hasRule, let problem = profile.problem(ofID: id) { return .invalid(problem) }
      key = ids.key(id)
    case let other: return refusal(of: profile.shape.idPath, other)
    }
    if target == .required {
      switch document.value(members.method) {
      case .string(let method) where method.equals("POST"): break
      case .string(let method): return .invalid(.invalidMethod(method.string))
      case let other: return refusal(of: "method", other)
      }
      switch document.value(members.url) {
      case .string(let url) where facts.take(url: url): break
      case .string(let url): return .invalid(profile.refusal(ofURL: url))
      case let other: return refusal(of: "url", other)
      }
    } else if !(members.method.isAbsent && members.url.isAbsent) {
      if let result = check(target: members, document) { return result }
    }
    var body: FileFacts.Body?
    switch document.value(members.body) {
    case .object(let node):
      body = facts.look(at: node, in: document)
      if body == nil { return .unknown }
    case .absent where !profile.requiresBody, .null where !profile.requiresBody: break
    case let other: return refusal(of: profile.shape.body, other, expected: "an object")
    }
    if let body { facts.take(body) }
    if take(key) { return .valid }
    guard case .string(let id) = id(of: members, document) else { return .unknown }
    return .invalid(.duplicateCustomID(id.string))
  }

  @inline(__always)
  private func id(of members: RecordKeys.Places, _ document: Document) -> Value {
    isLabelled ? label(members.body, document) : document.value(members.customID)
  }

  /// The method and URL of a line that need not have them, or must not.
  private mutating func check(
    target members: RecordKeys.Places, _ document: Document
  ) -> CheckResult? {
    guard target == .optional else {
      return .invalid(.otherProfile([Profile.openai.name]))
    }
    switch document.value(members.method) {
    case .string, .absent: break
    case let other: return refusal(of: "method", other)
    }
    switch document.value(members.url) {
    case .absent: return nil
    case .string(let url) where facts.take(url: url): return nil
    case .string(let url): return .invalid(profile.refusal(ofURL: url))
    case let other: return refusal(of: "url", other)
    }
  }

  private func label(_ body: MemberPlace, _ document: Document) -> Value {
    guard case .label(let names) = profile.shape.id else { return .absent }
    return document.label(names, ofBody: document.value(body))
  }

  private func refusal(
    of name: String, _ value: Value, expected: String = "a string"
  ) -> CheckResult {
    if case .foreign = value { return .unknown }
    return .invalid(.refusal(of: name, value, expected: expected))
  }

  // MARK: Results

  /// Checks a result that is written: only that its id is a string that is not empty. It may come
  /// twice.
  package func check(result place: RecordPlace) -> CheckResult {
    if isLabelled { return .valid }
    let id = place.document.value(place.members(keys).customID)
    if case .string(let text) = id, !text.isEmpty { return .valid }
    return refusal(of: profile.shape.idPath, id)
  }

  // MARK: Ids

  /// False when a line before has the id.
  @inline(__always)
  private mutating func take(_ key: IDSet.Key) -> Bool {
    firstUse = ids.place(of: key)
    if firstUse != nil || isPending(key) { return false }
    pending.append(key)
    if pending.count > Self.few { takeMany(key) }
    return true
  }

  private mutating func takeMany(_ key: IDSet.Key) {
    if pending.count == Self.few + 1 {
      manyPending.formUnion(pending.elements)
    } else {
      manyPending.insert(key)
    }
  }

  private static let few = 16

  private func isPending(_ key: IDSet.Key) -> Bool {
    pending.count > Self.few ? manyPending.contains(key) : pending.elements.contains(key)
  }
}
