/// The output tokens of a batch by kind, in `BatchUsage`.
public struct BatchUsageOutputTokensDetails: Codable, Sendable, Hashable {
  /// The output tokens that were spent on reasoning.
  public var reasoningTokens: Int
  /// The members that this type does not name, in their order.
  public var additionalFields: JSONObject

  /// Creates a count of tokens.
  public init(reasoningTokens: Int, additionalFields: JSONObject = [:]) {
    self.reasoningTokens = reasoningTokens
    self.additionalFields = additionalFields
  }

  enum CodingKeys: String, CodingKey {
    case reasoningTokens = "reasoning_tokens"
  }

  /// Reads an object. Throws a `DecodingError` if a member is missing or of another kind.
  public init(from decoder: any Decoder) throws {
    let members = try MemberReader(decoder, knowing: CodingKeys.self)
    reasoningTokens = try members.required(.reasoningTokens)
    additionalFields = try members.others()
  }

  /// Writes an object.
  public func encode(to encoder: any Encoder) throws {
    let members = MemberWriter(encoder, knowing: CodingKeys.self)
    try members.write(reasoningTokens, .reasoningTokens)
    try members.writeOthers(additionalFields)
  }
}
