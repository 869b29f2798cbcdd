internal import LazyJSON

/// The result of checking one line.
package enum CheckResult {
  case valid
  case invalid(ErrorCode)
  /// The line has values that are not serialized yet: check it again once it is written.
  case unknown
}

/// Checks lines as they are written, up to the first problem of each, and gathers the facts of the
/// file. The lines of one record are kept together by `commit`, or dropped by `rollback`.
/// `LineProblems` finds all problems of a line.
package struct RequestCheck: ~Copyable {
  package let profile: Profile
  package var facts: FileFacts
  private let keys: RecordKeys
  private let target: Shape.Target
  private let hasRule: Bool
  private let isLabelled: Bool
  private var committed: FileFacts.Counts
  private let ids = IDSet()
  /// Whether ids are known to be unique, so that none is kept.
  package var hasUniqueIDs = false
  private var pending = Table<IDSet.Key>()
  /// The position at which an earlier record used the last id that was checked; nil if none did.
  package private(set) var firstUse: UInt32?
  /// The pending ids as a set, if there are many.
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

  /// Keeps the lines of the current record. `place` is the position that `firstUse` gives if one of
  /// its ids comes again.
  package mutating func commit(at line: UInt32 = 0) {
    facts.commit()
    committed = facts.counts
    for i in 0..<pending.count { ids.insert(pending[i], at: line) }
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

  /// What the current record has added so far.
  package struct Progress: BitwiseCopyable {
    let counts: FileFacts.Counts
    let ids: Int
  }
  package var progress: Progress { Progress(counts: facts.counts, ids: pending.count) }

  /// Drops the lines that were added since then.
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
    let key: IDSet.Key
    switch id(of: members, document) {
    case .string(let id) where !id.isEmpty:
      if hasRule, let problem = profile.problem(ofID: id) { return .invalid(problem) }
      key = ids.key(id)
    case let other: return refusal(other, profile.problem(ofID: other))
    }
    if target == .required {
      switch document.value(members.method) {
      case .string(let method) where method.equals("POST"): break
      case let other: return refusal(other, profile.problem(ofMethod: other))
      }
      switch document.value(members.url) {
      case .string(let url) where facts.take(url: url): break
      case let other: return refusal(other, profile.problem(ofURL: other))
      }
    } else if members.hasTarget, let result = check(target: members, of: record) {
      return result
    }
    var body: FileFacts.Body?
    switch document.value(members.body) {
    case .object(let node):
      body = facts.look(at: node, in: document)
      if body == nil { return .unknown }
    case let other:
      if let code = profile.problem(ofBody: other) { return refusal(other, code) }
    }
    if let body { facts.take(body) }
    if hasUniqueIDs || take(key) { return .valid }
    guard case .string(let id) = id(of: members, document) else { return .unknown }
    return .invalid(.duplicateCustomID(id.string))
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
    if let code = profile.problem(ofMethod: method) { return refusal(method, code) }
    switch document.value(members.url) {
    case .string(let url) where facts.take(url: url): return nil
    case let other: return profile.problem(ofURL: other).map { refusal(other, $0) }
    }
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

  // MARK: Ids

  /// Adds an id to those of the record; returns false, with `firstUse`, if an earlier line has it.
  mutating func take(id: Bytes) -> Bool { take(ids.key(id)) }

  /// Whether a line of an earlier record has an id.
  func isTaken(id: Bytes) -> Bool { ids.place(of: ids.key(id)) != nil }

  /// Gives an id that an earlier line has the position of another line.
  mutating func take(again id: String, at line: UInt32) {
    var id = id
    ids.move(id.withUTF8 { ids.key($0) }, to: line)
  }

  /// The same as `take(id:)`.
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
