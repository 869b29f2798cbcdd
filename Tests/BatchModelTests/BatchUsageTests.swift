import BatchModel
import Testing

@Suite struct BatchUsageTests {
  @Test func shape() throws {
    try checkShape(
      of: BatchUsage.self,
      [
        Field("input_tokens", .integer, .required, .int(10)),
        Field(
          "input_tokens_details", .object, .optional, .object(["cached_tokens": .int(4)])),
        Field("output_tokens", .integer, .required, .int(20)),
        Field(
          "output_tokens_details", .object, .optional, .object(["reasoning_tokens": .int(5)])),
        Field("total_tokens", .integer, .required, .int(30)),
      ], others: \.additionalFields)
  }

  @Test func shapeOfTheDetails() throws {
    try checkShape(
      of: BatchUsageInputTokensDetails.self,
      [Field("cached_tokens", .integer, .required, .int(4))], others: \.additionalFields)
    try checkShape(
      of: BatchUsageOutputTokensDetails.self,
      [Field("reasoning_tokens", .integer, .required, .int(5))], others: \.additionalFields)
  }

  @Test func properties() throws {
    let usage = try decode(
      BatchUsage.self,
      """
      {"input_tokens": 1, "input_tokens_details": {"cached_tokens": 2}, "output_tokens": 3,
       "output_tokens_details": {"reasoning_tokens": 4}, "total_tokens": 5}
      """)
    #expect(
      usage
        == BatchUsage(
          inputTokens: 1, inputTokensDetails: .init(cachedTokens: 2), outputTokens: 3,
          outputTokensDetails: .init(reasoningTokens: 4), totalTokens: 5))
  }
}
