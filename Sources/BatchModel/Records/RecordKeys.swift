package import LazyJSON

/// The members that tell what a line of a shape is, which the index of lines finds on its way.
package struct RecordKeys: BitwiseCopyable, Sendable {
  private let keys: MemberKeys
  private let hasID: Bool
  private let hasTarget: Bool
  private let doubt: Doubt

  /// In the order in which requests mostly have them.
  private static func names(of shape: Shape) -> [String] {
    // No key of valid JSON has a control character: that stands for a member which is not there.
    let none = "\u{1}"
    var id = shape.stranger ?? none
    if case .member(let name) = shape.id { id = name }
    return [id, "method", "url", shape.body, shape.answer, shape.mark ?? shape.error ?? none]
  }

  private init(_ shape: Shape) {
    keys = MemberKeys(Self.names(of: shape))
    if case .member = shape.id { hasID = true } else { hasID = false }
    hasTarget = shape.target == .required
    doubt = Doubt(shape)
  }

  private static let openai = RecordKeys(.openai)
  private static let others: [Shape: RecordKeys] = Shape.all.reduce(into: [:]) {
    $0[$1] = RecordKeys($1)
  }

  /// Those of a shape.
  package static func of(_ shape: Shape) -> RecordKeys {
    shape == .openai ? openai : others[shape]!
  }

  /// An indexer of lines that tells their values.
  package static func indexer(_ shape: Shape) -> Indexer {
    Indexer(discriminators: names(of: shape))
  }

  /// What a line is, by the members that it has; nil when it is neither.
  @inline(__always)
  package func kind(of places: Places) -> Kind? {
    if !(hasID ? places.customID : places.body).isAbsent
      && !(places.response.isAbsent && places.error.isAbsent)
    {
      return .result
    }
    if !places.body.isAbsent { return .request }
    return hasTarget && !(places.url.isAbsent && places.method.isAbsent) ? .request : nil
  }

  package enum Kind { case request, result }

  /// What makes a request doubtful: it may be one of another shape that is alike.
  private enum Doubt: UInt8 {
    /// It has neither `method` nor `url`, which requests of the shape have.
    case noTarget
    /// It has both, and requests of the shape neither.
    case target
    /// It has both, and requests of the shape may have them, to URLs of their own.
    case otherTarget
    /// It has no id.
    case noID
    /// It has the id of the other shape.
    case stranger
    case none

    init(_ shape: Shape) {
      let isLikeOpenAI = shape.id == Shape.openai.id && shape.body == Shape.openai.body
      switch shape.target {
      case .required: self = .noTarget
      case .none where isLikeOpenAI: self = .target
      case .optional: self = .otherTarget
      case .none where shape.stranger != nil: self = .stranger
      case .none: self = Shape.all.contains { $0.isAlike(shape) } ? .noID : .none
      }
    }
  }

  /// Whether a line that is a request may be one of another shape: then `isOther` knows.
  @inline(__always)
  package func isDoubtful(_ places: Places) -> Bool {
    switch doubt {
    case .noTarget: places.method.isAbsent && places.url.isAbsent && !places.customID.isAbsent
    case .target, .otherTarget: !places.method.isAbsent && !places.url.isAbsent
    case .noID: places.customID.isAbsent
    case .stranger: !places.customID.isAbsent
    case .none: false
    }
  }

  /// Whether a doubtful line is one of another profile. A URL that may be there tells which.
  package func isOther(_ places: Places, in document: Document, _ profile: Profile) -> Bool {
    if doubt != .otherTarget { return true }
    guard case .string(let url) = document.value(places.url) else { return false }
    let text = Span(_unsafeElements: url)
    return !profile.accepts(url: text) && Profile.openai.accepts(url: text)
  }

  /// Whether a line is a whole request of the shape, and not one of a similar shape.
  func isRequest(_ places: Places) -> Bool {
    if places.body.isAbsent || places.customID.isAbsent == hasID { return false }
    return places.method.isAbsent != hasTarget && places.url.isAbsent != hasTarget
  }

  /// Where the members of an object are, which is that of `line` when there is one.
  @inline(__always)
  package func places(
    of object: UInt32, in document: Document, line: Line?
  ) -> Places {
    if let line, line.hasDiscriminators, !document.isExpanded(object) { return Places(line) }
    return find(object, document)
  }

  @inline(never)
  private func find(_ object: UInt32, _ document: Document) -> Places {
    withUnsafeTemporaryAllocation(of: MemberPlace.self, capacity: 6) { found in
      document.find(object, keys, found.baseAddress!)
      return Places(found.baseAddress!)
    }
  }

  package struct Places: BitwiseCopyable {
    /// `customID` is that of a stranger where the id is no member.
    package let customID, method, url, body, response, error: MemberPlace

    @inline(__always)
    fileprivate init(_ line: Line) {
      customID = MemberPlace(discriminator: line.discriminators.0)
      method = MemberPlace(discriminator: line.discriminators.1)
      url = MemberPlace(discriminator: line.discriminators.2)
      body = MemberPlace(discriminator: line.discriminators.3)
      response = MemberPlace(discriminator: line.discriminators.4)
      error = MemberPlace(discriminator: line.discriminators.5)
    }

    fileprivate init(_ found: UnsafePointer<MemberPlace>) {
      (customID, method, url) = (found[0], found[1], found[2])
      (body, response, error) = (found[3], found[4], found[5])
    }
  }
}
