package import LazyJSON

extension Profile {
  /// The names of the profiles whose shape an object has, if it does not have the shape of this
  /// one. Empty if it has this shape or none. If it has several, those with the body and the id of
  /// the first. Of those whose requests have URLs, only those that take its URL, if any does.
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
        && fit(other.shape) == kind && other.takes(urlOf: root, in: document)
    }
    if alike.isEmpty { return [first.name] }
    // Many profiles share OpenAI's shape: the first stands for all.
    return alike.count > 3 ? [alike[0].name] : alike.map(\.name)
  }

  /// Whether the service takes the URL of a line, or its lines have none.
  private func takes(urlOf root: UInt32, in document: Document) -> Bool {
    if shape.target != .required { return true }
    let members = RecordKeys.of(shape).members(of: root, in: document, line: nil)
    guard case .string(let url) = document.value(members.url) else { return true }
    return accepts(url: Span(_unsafeElements: url))
  }

  /// The same for a line with `method` or `url`, which this profile's lines never have. If it has
  /// no known shape, the first profile that requires both members.
  func othersWithTarget(_ root: UInt32, in document: Document) -> [String] {
    let fitting = othersFitting(root, in: document)
    if !fitting.isEmpty { return fitting }
    let first = Profile.all.first {
      $0.shape.target == .required && $0.takes(urlOf: root, in: document)
    }
    return first.map { [$0.name] } ?? [Profile.openai.name]
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
