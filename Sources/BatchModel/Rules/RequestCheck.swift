internal import LazyJSON

/// The result of checking one line.
package enum CheckResult {
  case valid
  case invalid(ErrorCode)
  /// The line has values that are not serialized yet: check it again once it is written.
  case unknown
}

/// Checks lines as they are written, up to the first problem of each, and gathers the facts of the
/// file. The lines of one record are committed or rolled back together.
/// `LineProblems` finds all problems of a line.
package struct RequestCheck: ~Copyable {
  package let profile: Profile
  package var facts: FileFacts
  private let keys: RecordKeys
  private let target: Shape.Target
  private let hasRule: Bool
  private let isLabelled: Bool
  var committed: FileFacts.Counts
  let ids: IDSet
  package var comparison: IDComparison
  /// The ids of the current record; with `.elsewhere`, of all records.
  var pending = Table<IDSet.Key>()
  /// The line that first used the last id that was checked; nil if none did.
  package internal(set) var firstUse: UInt32?
  /// The pending ids as a set, if there are many.
  var manyPending: Set<IDSet.Key> = []

  /// `seed` is the seed of the hashes of ids.
  package init(
    profile: Profile, comparing comparison: IDComparison = .here,
    seed: UInt64 = .random(in: 1 ... .max)
  ) {
    self.profile = profile
    self.comparison = comparison
    ids = IDSet(seed: seed)
    let shape = profile.shape
    keys = RecordKeys.of(shape)
    target = shape.target
    hasRule = profile.ids != nil
    if case .label = shape.id { isLabelled = true } else { isLabelled = false }
    facts = FileFacts(profile: profile)
    committed = facts.counts
  }

  /// Commits the lines of the current record. `line` will be the `firstUse` of duplicates of its
  /// ids.
  package mutating func commit(at line: UInt32 = 0) {
    facts.commit()
    committed = facts.counts
    if comparison == .elsewhere { return }
    for i in 0..<pending.count { ids.insert(pending[i], at: line) }
    dropPending()
  }

  package mutating func rollback() {
    facts.counts = committed
    dropPending()
  }

  mutating func dropPending() {
    pending.count = 0
    if !manyPending.isEmpty { manyPending.removeAll() }
  }

  /// The additions of the current record so far.
  package struct Progress: BitwiseCopyable {
    let counts: FileFacts.Counts
    let ids: Int
  }
  package var progress: Progress { Progress(counts: facts.counts, ids: pending.count) }

  /// Drops the lines that were added since `progress`.
  package mutating func goBack(to progress: Progress) {
    facts.counts = progress.counts
    for i in progress.ids..<pending.count { manyPending.remove(pending[i]) }
    pending.count = progress.ids
  }

  // MARK: Requests

  /// Checks a request: an object with an id that is not empty and not taken, with method and URL as
  /// the profile requires, and with an object as body. The facts of a valid one are noted.
  package mutating func check(request record: RecordLocation) -> CheckResult {
    let document = record.document
    guard document.isObject(record.root) else {
      return .invalid(.noObject(document.value(record.root)))
    }
    let members = record.members(keys)
    // Hashed at once: reading another member may overwrite the text.
    guard let text = text(ofID: members, document), !text.isEmpty else {
      let other = id(of: members, document)
      return refusal(other, profile.problem(ofID: other))
    }
    if hasRule, let problem = profile.problem(ofID: text) { return .invalid(problem) }
    let key = ids.key(text)
    if target == .required {
      guard let method = document.string(members.method), method.equals("POST") else {
        let other = document.value(members.method)
        return refusal(other, profile.problem(ofMethod: other, beside: .absent))
      }
      guard let url = document.string(members.url), facts.take(url: url) else {
        let other = document.value(members.url)
        return refusal(other, profile.problem(ofURL: other, beside: .absent))
      }
    } else if members.hasTarget, let result = check(target: members, of: record) {
      return result
    }
    var body: FileFacts.Body?
    switch document.value(members.body) {
    case .object(let node):
      body = FileFacts.look(at: node, in: document, facts.keys, facts.counts.rules)
      if body == nil { return .unknown }
    case let other:
      if let code = profile.problem(ofBody: other) { return refusal(other, code) }
    }
    if let body { facts.take(body) }
    switch comparison {
    case .here where !take(key): break
    case .elsewhere:
      pending.append(key)
      return .valid
    case .here, .nowhere: return .valid
    }
    guard case .string(let id) = id(of: members, document) else { return .unknown }
    return .invalid(.duplicateCustomID(id.string))
  }

  @inline(__always)
  private func text(ofID members: RecordKeys.Members, _ document: Document) -> Bytes? {
    if !isLabelled { return document.string(members.customID) }
    if case .string(let text) = members.id(in: document, profile.shape) { return text }
    return nil
  }

  @inline(__always)
  private func id(of members: RecordKeys.Members, _ document: Document) -> Value {
    isLabelled ? members.id(in: document, profile.shape) : document.value(members.customID)
  }

  /// Checks method and URL of a line that need not have them, or must not; nil if they are valid.
  private mutating func check(
    target members: RecordKeys.Members, of record: RecordLocation
  ) -> CheckResult? {
    let document = record.document
    if target == .none {
      return .invalid(.otherProfile(profile.othersWithTarget(record.root, in: document)))
    }
    let method = document.value(members.method)
    let url = document.value(members.url)
    if let code = profile.problem(ofMethod: method, beside: url) { return refusal(method, code) }
    if case .string(let url) = url, facts.take(url: url) { return nil }
    return profile.problem(ofURL: url, beside: method).map { refusal(url, $0) }
  }

  /// The result for a value that breaks a rule; unknown if it is not serialized yet.
  private func refusal(_ value: Value, _ code: ErrorCode?) -> CheckResult {
    if case .foreign = value { return .unknown }
    return code.map { .invalid($0) } ?? .unknown
  }

  // MARK: Results

  /// Checks a result: its id must be a string that is not empty. Duplicates are allowed.
  package func check(result record: RecordLocation) -> CheckResult {
    let id = record.document.value(record.members(keys).customID)
    return profile.problem(ofResultID: id).map { refusal(id, $0) } ?? .valid
  }
}
