/// The path of the API that a request goes to, such as `/v1/chat/completions`.
///
/// An open set: services add endpoints, Azure writes them without `/v1`, and vLLM has its own. Any
/// other path is kept as it is; `Profile.accepts(url:)` checks which ones a service takes.
public struct BatchEndpoint: RawRepresentable, Codable, Sendable, Hashable {
  /// The path as it is on the wire.
  public var rawValue: String

  /// Takes any string.
  public init(rawValue: String) { self.rawValue = rawValue }

  /// `/v1/responses`
  public static let responses = Self(rawValue: "/v1/responses")
  /// `/v1/chat/completions`
  public static let chatCompletions = Self(rawValue: "/v1/chat/completions")
  /// `/v1/embeddings`
  public static let embeddings = Self(rawValue: "/v1/embeddings")
  /// `/v1/completions`
  public static let completions = Self(rawValue: "/v1/completions")
  /// `/v1/moderations`
  public static let moderations = Self(rawValue: "/v1/moderations")
  /// `/v1/images/generations`
  public static let imagesGenerations = Self(rawValue: "/v1/images/generations")
  /// `/v1/images/edits`
  public static let imagesEdits = Self(rawValue: "/v1/images/edits")
  /// `/v1/videos`
  public static let videos = Self(rawValue: "/v1/videos")

  /// The endpoints that OpenAI documents, in its order.
  public static let values: [Self] = [
    .responses, .chatCompletions, .embeddings, .completions,
    .moderations, .imagesGenerations, .imagesEdits, .videos,
  ]

  /// Chat completions, the default of async-openai.
  public static let `default` = Self.chatCompletions
}
