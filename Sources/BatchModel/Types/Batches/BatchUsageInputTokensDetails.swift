/// The input tokens of a batch by kind, in `BatchUsage`.
public struct BatchUsageInputTokensDetails: Codable, Sendable, Hashable {
  /// The input tokens that came from the service's prompt cache.
  public var cachedTokens: Int
  /// The members that this type does not name, in their order.
  public var additionalFields: JSONObject

  /// Creates a count of tokens.
  public init(cachedTokens: Int, additionalFields: JSONObject = [:]) {
    self.cachedTokens = cachedTokens
    self.additionalFields = additionalFields
  }

  enum CodingKeys: String, CodingKey {
    case cachedTokens = "cached_tokens"
  }

  /// Reads an object. Throws a `DecodingError` if a member is missing or of another kind.
  public init(from decoder: any Decoder) throws {
    let members = try MemberReader(decoder, knowing: CodingKeys.self)
    cachedTokens = try members.required(.cachedTokens)
    additionalFields = try members.others()
  }

  /// Writes an object.
  public func encode(to encoder: any Encoder) throws {
    let members = MemberWriter(encoder, knowing: CodingKeys.self)
    try members.write(cachedTokens, .cachedTokens)
    try members.writeOthers(additionalFields)
  }
}
