internal import LazyJSON

/// The members of a request's body that an endpoint requires, as bits of their indices in `names`.
/// All are found in one pass over the body.
struct BodyRules: BitwiseCopyable {
  enum Kind { case chat, embeddings, other }
  let kind: Kind
  /// The members that are required, and those of which at least one is.
  let all, one: UInt8

  /// In the order in which most bodies have them. `stream`, `store` and `metadata` have the same
  /// indices in both lists.
  static let stream = 4, store = 5, metadata = 6, input = 2
  static let names: [String] = [
    "model", "messages", "input", "prompt", "stream", "store", "metadata", "images",
  ]
  static let otherNames: [String] = [
    "model", "messages", "contents", "max_tokens", "stream", "store", "metadata", "images",
  ]
  static let keys = MemberKeys(names)
  static let otherKeys = MemberKeys(otherNames)

  private init(_ kind: Kind = .other, all: [String] = [], one: [String] = [], of shape: Shape) {
    let names = Self.names(of: shape)
    func bits(_ keys: [String]) -> UInt8 {
      keys.reduce(0) { bits, key in
        bits | 1 << UInt8(names.firstIndex { $0 == key }!)
      }
    }
    self.kind = kind
    self.all = bits(all)
    self.one = bits(one)
  }

  static func names(of shape: Shape) -> [String] {
    shape.bodyNeeds.isEmpty ? names : otherNames
  }

  /// The rules of a shape whose lines have no URL.
  static func of(_ shape: Shape) -> BodyRules { BodyRules(all: shape.bodyNeeds, of: shape) }

  /// The rules of endpoints, by the end of the URL. From OpenAI's API reference.
  private static let endpoints: [(end: StaticString, rules: BodyRules)] = [
    ("/chat/completions", BodyRules(.chat, all: ["model", "messages"], of: .openai)),
    ("/embeddings", BodyRules(.embeddings, all: ["model", "input"], of: .openai)),
    ("/completions", BodyRules(all: ["model", "prompt"], of: .openai)),
    ("/moderations", BodyRules(all: ["input"], of: .openai)),
    ("/responses", BodyRules(all: ["model"], one: ["input", "prompt"], of: .openai)),
    ("/images/generations", BodyRules(all: ["prompt"], of: .openai)),
    ("/images/edits", BodyRules(all: ["images", "prompt"], of: .openai)),
    ("/videos", BodyRules(all: ["prompt"], of: .openai)),
  ]
  private static let none = BodyRules(of: .openai)

  static func of(url: Bytes) -> BodyRules {
    for (end, rules) in endpoints where url.count >= end.utf8CodeUnitCount {
      let tail = Bytes(rebasing: url[(url.count - end.utf8CodeUnitCount)...])
      if tail.equals(end) { return rules }
    }
    return none
  }

  /// The bits of missing members, given those of present ones. If none of `one` is present, its
  /// first is reported.
  @inline(__always)
  func missing(_ present: UInt8) -> UInt8 {
    let missing = all & ~present
    return one == 0 || one & present != 0 ? missing : missing | one & (~one &+ 1)
  }
}
