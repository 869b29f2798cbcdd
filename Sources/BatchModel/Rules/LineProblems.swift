package import LazyJSON

/// Finds all problems of one line, in a document without edits: those that `RequestCheck` refuses,
/// and those that `FileFacts` notes. Problems that depend on other lines, such as duplicate ids or
/// different models, are not found here.
package enum LineProblems {
  /// The problems of a request, in this order: id, method, URL, body, length, and those of
  /// `of(value:in:)`. If a line lacks members that the shape of the profile has, but has the shape
  /// of other profiles, the only problem is that it is for those.
  package static func of(
    request root: UInt32, in document: Document, profile: Profile
  ) -> [ErrorCode] {
    guard document.isObject(root) else { return [.noObject(document.value(root))] }
    let shape = profile.shape
    let members = RecordKeys.of(shape).members(of: root, in: document, line: nil)
    var codes = [profile.problem(ofID: members.id(in: document, shape))]
    if shape.target != .none {
      let (method, url) = (document.value(members.method), document.value(members.url))
      codes.append(profile.problem(ofMethod: method, beside: url))
      codes.append(profile.problem(ofURL: url, beside: method))
    }
    let body = document.value(members.body)
    codes.append(profile.problem(ofBody: body))
    if case .object(let node) = body {
      codes += problems(ofBody: node, members, document, profile)
    }
    codes.append(profile.problem(ofLength: document.bytes(of: root).count + 1))
    let found = codes.compactMap(\.self)
    let others = others(root, members, document, profile, isGood: found.isEmpty)
    return others.map { [.otherProfile($0)] } ?? found + of(value: root, in: document)
  }

  /// The problems of a result: its id, and those of `of(value:in:)`.
  package static func of(
    result root: UInt32, in document: Document, profile: Profile
  ) -> [ErrorCode] {
    guard document.isObject(root) else { return [.noObject(document.value(root))] }
    let members = RecordKeys.of(profile.shape).members(of: root, in: document, line: nil)
    let problem = profile.problem(ofResultID: document.value(members.customID))
    return (problem.map { [$0] } ?? []) + of(value: root, in: document)
  }

  /// The problems of any JSON text: keys that an object has twice, and the first string with an
  /// unpaired surrogate.
  package static func of(value root: UInt32, in document: Document) -> [ErrorCode] {
    var codes = document.repeatedKeys(in: root).map(ErrorCode.duplicateKey)
    if let node = document.unpairedString(in: root) {
      codes.append(.unpairedSurrogate(param: document.path(of: node)))
    }
    return codes
  }

  private static func problems(
    ofBody body: UInt32, _ members: RecordKeys.Members, _ document: Document, _ profile: Profile
  ) -> [ErrorCode] {
    var facts = FileFacts(profile: profile)
    if case .string(let url) = document.value(members.url) { _ = facts.take(url: url) }
    let seen = FileFacts.look(at: body, in: document, facts.keys, facts.counts.rules)
    guard let seen else { return [] }
    return facts.codes(of: seen)
  }

  /// The profiles whose shape a line has; nil if it has that of this one, or none.
  private static func others(
    _ root: UInt32, _ members: RecordKeys.Members, _ document: Document, _ profile: Profile,
    isGood: Bool
  ) -> [String]? {
    if profile.shape.target == .none && members.hasTarget {
      return profile.othersWithTarget(root, in: document)
    }
    if isGood && profile.shape.target != .none { return nil }
    let others = profile.othersFitting(root, in: document)
    return others.isEmpty ? nil : others
  }
}
