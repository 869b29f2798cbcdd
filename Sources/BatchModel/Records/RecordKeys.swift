package import LazyJSON

/// The members by which lines of a shape are recognised as requests or results. The indexer finds
/// them while it indexes a line.
package struct RecordKeys: BitwiseCopyable, Sendable {
  private let keys: MemberKeys
  private let hasID: Bool
  private let hasTarget: Bool
  private let doubt: Doubt

  /// In the order in which most requests have them.
  private static func names(of shape: Shape) -> [String] {
    // A name that matches no member: keys of valid JSON have no unescaped control characters.
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

  /// The keys of a shape.
  package static func of(_ shape: Shape) -> RecordKeys {
    shape == .openai ? openai : others[shape]!
  }

  /// An indexer that records the positions of these members for each line.
  package static func indexer(_ shape: Shape) -> Indexer {
    Indexer(discriminators: names(of: shape))
  }

  /// Whether a line is a request or a result, by the members that it has; nil if it is neither.
  @inline(__always)
  package func kind(of members: Members) -> Kind? {
    if !(hasID ? members.customID : members.body).isAbsent
      && !(members.response.isAbsent && members.error.isAbsent)
    {
      return .result
    }
    if !members.body.isAbsent { return .request }
    return hasTarget && !(members.url.isAbsent && members.method.isAbsent) ? .request : nil
  }

  package enum Kind { case request, result }

  /// The condition under which a request may be one of a similar shape.
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

  /// Whether a request may be one of a similar shape, in which case `isOther` decides. Cheap.
  @inline(__always)
  package func isDoubtful(_ members: Members) -> Bool {
    switch doubt {
    case .noTarget: members.method.isAbsent && members.url.isAbsent && !members.customID.isAbsent
    case .target, .otherTarget: !members.method.isAbsent && !members.url.isAbsent
    case .noID: members.customID.isAbsent
    case .stranger: !members.customID.isAbsent
    case .none: false
    }
  }

  /// Whether a doubtful line is for another profile. Where `url` is optional, its value decides.
  package func isOther(_ members: Members, in document: Document, _ profile: Profile) -> Bool {
    if doubt != .otherTarget { return true }
    guard case .string(let url) = document.value(members.url) else { return false }
    let text = Span(_unsafeElements: url)
    return !profile.accepts(url: text) && Profile.openai.accepts(url: text)
  }

  /// Whether a line has all members of a request of this shape and none that only similar shapes
  /// have.
  func isRequest(_ members: Members) -> Bool {
    if members.body.isAbsent || members.customID.isAbsent == hasID { return false }
    return members.method.isAbsent != hasTarget && members.url.isAbsent != hasTarget
  }

  /// The positions of the members in an object, which is the root of `line` if one is given.
  @inline(__always)
  package func members(
    of object: UInt32, in document: Document, line: Line?
  ) -> Members {
    if let line, line.hasDiscriminators, !document.isExpanded(object) { return Members(line) }
    return find(object, document)
  }

  @inline(never)
  private func find(_ object: UInt32, _ document: Document) -> Members {
    withUnsafeTemporaryAllocation(of: MemberLocation.self, capacity: 6) { found in
      document.find(object, keys, found.baseAddress!)
      return Members(found.baseAddress!)
    }
  }

  package struct Members: BitwiseCopyable {
    /// `customID` is the position of `Shape.stranger` if the id is not a member.
    package let customID, method, url, body, response, error: MemberLocation

    @inline(__always)
    fileprivate init(_ line: Line) {
      customID = MemberLocation(discriminator: line.discriminators.0)
      method = MemberLocation(discriminator: line.discriminators.1)
      url = MemberLocation(discriminator: line.discriminators.2)
      body = MemberLocation(discriminator: line.discriminators.3)
      response = MemberLocation(discriminator: line.discriminators.4)
      error = MemberLocation(discriminator: line.discriminators.5)
    }

    fileprivate init(_ found: UnsafePointer<MemberLocation>) {
      (customID, method, url) = (found[0], found[1], found[2])
      (body, response, error) = (found[3], found[4], found[5])
    }
  }
}
