package import LazyJSON

/// The kind of a line.
package enum LineKind: Sendable { case request, result }

/// Recognises the requests of a profile, and the results of all profiles.
package struct LineKinds {
  private let profile: Profile
  private let keys: RecordKeys
  /// The profile of the last line, if it was a result of another profile.
  package private(set) var other: Profile?
  /// Whether there is one.
  var isOther: Bool { if case nil = other { false } else { true } }

  package init(_ profile: Profile) {
    self.profile = profile
    keys = RecordKeys.of(profile.shape)
  }

  /// The kind of a line whose root is an object; nil if it is neither.
  @inline(__always)
  package mutating func kind(of line: Line, in document: Document) -> LineKind? {
    switch keys.kind(of: RecordLocation(document, line).members(keys)) {
    case .request?:
      other = nil
      return .request
    case .result?:
      other = nil
      return .result
    case nil: return otherKind(of: line.root, in: document)
    }
  }

  private mutating func otherKind(of root: UInt32, in document: Document) -> LineKind? {
    func isResult(_ profile: Profile) -> Bool {
      let keys = RecordKeys.of(profile.shape)
      return keys.kind(of: keys.members(of: root, in: document, line: nil)) == .result
    }
    if let other, isResult(other) { return .result }
    other = Profile.all.first(where: isResult)
    return other != nil || isFailure(root, document) ? .result : nil
  }

  /// Whether an object has an id and a member that no request has: `status`, `error_message`.
  private func isFailure(_ root: UInt32, _ document: Document) -> Bool {
    let members = keys.members(of: root, in: document, line: nil)
    if members.customID.isAbsent { return false }
    if RecordKeys.kind(of: root, in: document, profile: profile) != nil { return false }
    return !Answer(of: root, in: document).saysNothing
  }
}
