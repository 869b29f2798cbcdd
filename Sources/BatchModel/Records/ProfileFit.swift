package import LazyJSON

extension Profile {
  /// The names of the profiles whose shape an object has, if it does not have the shape of this
  /// one. Empty if it has this shape or none. If it has several, those with the body and the id of
  /// the first.
  package func othersFitting(_ root: UInt32, in document: Document) -> [String] {
    guard document.isObject(root) else { return [] }
    func fit(_ shape: Shape) -> RecordKeys.Kind? {
      let keys = RecordKeys.of(shape)
      let members = keys.members(of: root, in: document, line: nil)
      switch keys.kind(of: members) {
      case .result?: return .result
      case .request?: return keys.isRequest(members) ? .request : nil
      case nil: return nil
      }
    }
    if fit(shape) != nil { return [] }
    guard let first = Profile.all.first(where: { fit($0.shape) != nil }) else { return [] }
    let kind = fit(first.shape)
    let alike = Profile.all.filter { other in
      other.shape.body == first.shape.body && other.shape.id == first.shape.id
        && fit(other.shape) == kind
    }
    // Many profiles share OpenAI's shape: the first stands for all.
    return alike.count > 3 ? [first.name] : alike.map(\.name)
  }

  /// The same for a line with `method` or `url`, which this profile's lines never have. If it has
  /// no known shape, the first profile that requires both members.
  func othersWithTarget(_ root: UInt32, in document: Document) -> [String] {
    let fitting = othersFitting(root, in: document)
    if !fitting.isEmpty { return fitting }
    return Profile.all.first { $0.shape.target == .required }.map { [$0.name] } ?? []
  }
}

extension RecordKeys {
  /// Whether an object is a request or a result of any shape, that of the profile first; nil if it
  /// is neither.
  package static func kind(
    of root: UInt32, in document: Document, profile: Profile
  ) -> Kind? {
    for shape in [profile.shape] + Shape.all {
      let keys = RecordKeys.of(shape)
      if let kind = keys.kind(of: keys.members(of: root, in: document, line: nil)) { return kind }
    }
    return nil
  }
}
