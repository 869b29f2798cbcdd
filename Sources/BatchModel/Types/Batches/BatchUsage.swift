/// The tokens that a batch used, in `Batch.usage`. Given by OpenAI for batches created after
/// 7 September 2025; not in async-openai.
public struct BatchUsage: Codable, Sendable, Hashable {
  /// The tokens of all inputs.
  public var inputTokens: Int
  /// The input tokens by kind; documented as required, omitted when nil.
  public var inputTokensDetails: BatchUsageInputTokensDetails?
  /// The tokens of all outputs.
  public var outputTokens: Int
  /// The output tokens by kind; documented as required, omitted when nil.
  public var outputTokensDetails: BatchUsageOutputTokensDetails?
  /// Input and output together.
  public var totalTokens: Int
  /// The members that this type does not name, in their order; and nulls that were read for members
  /// that are otherwise omitted when nil.
  public var additionalFields: JSONObject

  /// Creates the counts.
  public init(
    inputTokens: Int, inputTokensDetails: BatchUsageInputTokensDetails? = nil,
    outputTokens: Int, outputTokensDetails: BatchUsageOutputTokensDetails? = nil,
    totalTokens: Int, additionalFields: JSONObject = [:]
  ) {
    self.inputTokens = inputTokens
    self.inputTokensDetails = inputTokensDetails
    self.outputTokens = outputTokens
    self.outputTokensDetails = outputTokensDetails
    self.totalTokens = totalTokens
    self.additionalFields = additionalFields
  }

  enum CodingKeys: String, CodingKey {
    case inputTokens = "input_tokens"
    case inputTokensDetails = "input_tokens_details"
    case outputTokens = "output_tokens"
    case outputTokensDetails = "output_tokens_details"
    case totalTokens = "total_tokens"
  }

  /// Reads an object. Throws a `DecodingError` if a member is missing or of another kind.
  public init(from decoder: any Decoder) throws {
    let members = try MemberReader(decoder, knowing: CodingKeys.self)
    inputTokens = try members.required(.inputTokens)
    inputTokensDetails = try members.optional(.inputTokensDetails)
    outputTokens = try members.required(.outputTokens)
    outputTokensDetails = try members.optional(.outputTokensDetails)
    totalTokens = try members.required(.totalTokens)
    additionalFields = try members.others(nulls: .inputTokensDetails, .outputTokensDetails)
  }

  /// Writes an object.
  public func encode(to encoder: any Encoder) throws {
    let members = MemberWriter(encoder, knowing: CodingKeys.self)
    try members.write(inputTokens, .inputTokens)
    try members.writeIfPresent(inputTokensDetails, .inputTokensDetails, additionalFields)
    try members.write(outputTokens, .outputTokens)
    try members.writeIfPresent(outputTokensDetails, .outputTokensDetails, additionalFields)
    try members.write(totalTokens, .totalTokens)
    try members.writeOthers(additionalFields)
  }
}
