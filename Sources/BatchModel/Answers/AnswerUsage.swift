internal import LazyJSON

/// The tokens of an answer, counted as OpenAI does: cached tokens are part of the input, reasoning
/// tokens part of the output. A count that the service does not give is nil.
package struct AnswerUsage: Equatable {
  package var input: Int64?
  package var output: Int64?
  package var total: Int64?
  package var cached: Int64?
  package var reasoning: Int64?

  /// The numbers in their documented order.
  package static let names: [StaticString] = ["input", "output", "total", "cached", "reasoning"]
  package var values: [Int64?] { [input, output, total, cached, reasoning] }

  package init() {}

  init(of answer: LenientValue) {
    // Not key paths, which are looked up when it runs, for each answer.
    func sum(_ part: (borrowing UsageNames) -> [AnswerPath]) -> Int64? {
      for row in UsageNames.all {
        if let sum = Self.sum(part(row), in: answer) { return sum }
      }
      return nil
    }
    input = sum { $0.input }
    output = sum { $0.output }
    total = sum { $0.total }
    cached = sum { $0.cached }
    reasoning = sum { $0.reasoning }
    if total == nil, let input, let output {
      let (both, isTooLarge) = input.addingReportingOverflow(output)
      if !isTooLarge { total = both }
    }
  }

  /// The sum of the counts that exist; nil if there is none, or if the sum overflows.
  private static func sum(_ paths: [AnswerPath], in answer: LenientValue) -> Int64? {
    var sum: Int64?
    for path in paths {
      guard let number = path.first(in: answer)?.count else { continue }
      let (both, isTooLarge) = (sum ?? 0).addingReportingOverflow(number)
      if isTooLarge { return nil }
      sum = both
    }
    return sum
  }
}

extension LenientValue {
  /// The value as a count; strings are not counts.
  fileprivate var count: Int64? {
    switch value {
    case .integer, .double: integer
    default: nil
    }
  }
}

/// The names that services give to token counts. A count with several paths is the sum of those
/// that exist; of the rows, the first with a count is used.
package struct UsageNames: Sendable {
  package let name: String
  package private(set) var input: [AnswerPath] = []
  package private(set) var output: [AnswerPath] = []
  package private(set) var total: [AnswerPath] = []
  package private(set) var cached: [AnswerPath] = []
  package private(set) var reasoning: [AnswerPath] = []

  package static let all: [UsageNames] = [
    UsageNames(
      name: "chat completions, completions, embeddings",
      input: ["usage.prompt_tokens"], output: ["usage.completion_tokens"],
      total: ["usage.total_tokens"], cached: ["usage.prompt_tokens_details.cached_tokens"],
      reasoning: ["usage.completion_tokens_details.reasoning_tokens"]),
    UsageNames(
      name: "responses, images, audio; Anthropic, which counts cached input apart",
      input: [
        "usage.input_tokens", "usage.cache_read_input_tokens",
        "usage.cache_creation_input_tokens",
      ],
      output: ["usage.output_tokens"], total: ["usage.total_tokens"],
      cached: ["usage.input_tokens_details.cached_tokens"],
      reasoning: ["usage.output_tokens_details.reasoning_tokens"]),
    UsageNames(name: "the same, Anthropic", cached: ["usage.cache_read_input_tokens"]),
    UsageNames(name: "DeepSeek", cached: ["usage.prompt_cache_hit_tokens"]),
    UsageNames(
      name: "Gemini, which counts thoughts apart",
      input: ["usageMetadata.promptTokenCount", "usageMetadata.toolUsePromptTokenCount"],
      output: ["usageMetadata.candidatesTokenCount", "usageMetadata.thoughtsTokenCount"],
      total: ["usageMetadata.totalTokenCount"],
      cached: ["usageMetadata.cachedContentTokenCount"],
      reasoning: ["usageMetadata.thoughtsTokenCount"]),
    UsageNames(
      name: "Bedrock's Converse, which counts cached input apart",
      input: ["usage.inputTokens", "usage.cacheReadInputTokens", "usage.cacheWriteInputTokens"],
      output: ["usage.outputTokens"], total: ["usage.totalTokens"],
      cached: ["usage.cacheReadInputTokens"]),
    UsageNames(name: "Nova", cached: ["usage.cacheReadInputTokenCount"]),
    UsageNames(
      name: "Cohere", input: ["usage.tokens.input_tokens"],
      output: ["usage.tokens.output_tokens"]),
    UsageNames(
      name: "Llama at Bedrock", input: ["prompt_token_count"], output: ["generation_token_count"]),
    UsageNames(
      name: "Titan", input: ["inputTextTokenCount"], output: ["results[1].tokenCount"]),
  ]
}
