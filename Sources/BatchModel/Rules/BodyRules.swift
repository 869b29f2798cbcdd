internal import LazyJSON

/// What is looked at in the body of a request: members found in one walk, by the bits of their
/// numbers.
struct BodyRules: BitwiseCopyable {
  enum Kind { case chat, embeddings, other }
  let kind: Kind
  /// Members that must be there, and those of which one must be.
  let all, one: UInt8

  /// In the order in which bodies mostly have them. The numbers of `stream` and the two behind it
  /// are the same for all shapes.
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

  /// Those of a shape whose lines have no URL.
  static func of(_ shape: Shape) -> BodyRules { BodyRules(all: shape.bodyNeeds, of: shape) }

  /// Those of endpoints, by the end of the URL.
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

  /// The bits of what is missing where `present` is there: the first of those of which one must be.
  @inline(__always)
  func missing(_ present: UInt8) -> UInt8 {
    let missing = all & ~present
    return one == 0 || one & present != 0 ? missing : missing | one & (~one &+ 1)
  }
}
