extension ModelType {
  static let batchRequestInput = ModelType(
    type: .batchRequestInput,
    name: "BatchRequestInput",
    documentation: "One request: a line of a batch input file.",
    example:
      """
      local req = batch.BatchRequestInput{
        custom_id = "a", url = batch.BatchEndpoint.embeddings,
        body = { model = "text-embedding-3-small", input = "x" },
      }
      assert(req.method == "POST" and req.body.input == "x")
      """,
    fields: [
      Field(
        "custom_id", .string,
        "Matches the result to the request; unique in the file and not empty."),
      Field("method", .constant("POST"), "The HTTP method, always POST.", initial: #""POST""#),
      Field("url", .named(.endpoint), "The endpoint, such as /v1/chat/completions."),
      Field(
        "body", .optional(.object), "The request itself, as the endpoint documents it.",
        initial: nil),
    ])
}
