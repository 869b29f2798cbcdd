/// Bodies of `/v1/embeddings`.
extension BodyType {
  static let embeddings: [BodyType] = [
    BodyType(
      "EmbeddingRequest", "The body of a request to /v1/embeddings.",
      [
        BodyField("model", "string", "The model, such as text-embedding-3-small."),
        BodyField(
          "input", "string|string[]|integer[]|integer[][]",
          "One or more texts, or their tokens; 50,000 in a batch file at most."),
        BodyField("dimensions", "integer?", "The length of the vectors."),
        BodyField("encoding_format", "\"float\"|\"base64\"?", "How the vectors are written."),
        BodyField("user", "string?", "A stable, anonymous id of the user."),
      ],
      example: """
        local request = batch.BatchRequestInput{
          custom_id = "a", url = batch.BatchEndpoint.embeddings,
          body = { model = "text-embedding-3-small", input = { "one", "two" } },
        }
        assert(#request.body.input == 2)
        """),
    BodyType(
      "EmbeddingList", "The body of a response from /v1/embeddings.",
      [
        BodyField("object", "\"list\"", "Always list."),
        BodyField("model", "string", "The model that made them."),
        BodyField("data", "openai.Embedding[]", "The embeddings, in the order of the input."),
        BodyField(
          "usage", "{ prompt_tokens: integer, total_tokens: integer }?",
          "The tokens that were used."),
      ],
      example: """
        local body = json.decode('{"data":[{"index":0,"embedding":[0.5,-1]}]}')
        assert(body.data[1].embedding[2] == -1)
        """),
    BodyType(
      "Embedding", "The vector of one text.",
      [
        BodyField("object", "\"embedding\"", "Always embedding."),
        BodyField("index", "integer", "The number of the text, from 0."),
        BodyField("embedding", "number[]|string", "The vector, or its Base64."),
      ]),
  ]
}
