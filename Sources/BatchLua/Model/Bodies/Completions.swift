/// Bodies of `/v1/completions`.
extension BodyType {
  static let completions: [BodyType] = [
    BodyType(
      "CompletionRequest", "The body of a request to /v1/completions.",
      [
        BodyField("model", "string", "The model, such as gpt-3.5-turbo-instruct."),
        BodyField(
          "prompt", "string|string[]|integer[]|integer[][]", "One or more texts, or their tokens."),
        BodyField("max_tokens", "integer?", "The most tokens to generate; 16 unless said."),
        BodyField("temperature", "number?", "0 to 2: higher is more random."),
        BodyField("top_p", "number?", "The share of probability that is sampled from."),
        BodyField("n", "integer?", "How many completions to generate for each prompt."),
        BodyField("best_of", "integer?", "How many to generate, of which the best are given."),
        BodyField("stop", "string|string[]?", "Up to 4 texts at which generating stops."),
        BodyField("seed", "integer?", "For results that repeat, as far as possible."),
        BodyField("presence_penalty", "number?", "-2 to 2: positive ones favour new topics."),
        BodyField("frequency_penalty", "number?", "-2 to 2: positive ones avoid repetition."),
        BodyField("logit_bias", "table<string, number>?", "-100 to 100 by token id."),
        BodyField("logprobs", "integer?", "0 to 5 most likely tokens at each position."),
        BodyField("echo", "boolean?", "Whether the prompt comes back too."),
        BodyField("suffix", "string?", "What comes behind the completion."),
        BodyField("user", "string?", "A stable, anonymous id of the user."),
        BodyField("stream", "boolean?", "Not in batches."),
        BodyField("stream_options", "table?", "Not in batches."),
      ],
      example: """
        local request = batch.BatchRequestInput{
          custom_id = "a", url = batch.BatchEndpoint.completions,
          body = { model = "gpt-3.5-turbo-instruct", prompt = "Once" },
        }
        assert(#request:validate() == 0)
        """)
  ]
}
