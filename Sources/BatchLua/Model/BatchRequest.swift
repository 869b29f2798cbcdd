extension ModelType {
  static let batchRequest = ModelType(
    type: .batchRequest,
    name: "BatchRequest",
    documentation: "What creates a batch from an uploaded file.",
    example:
      """
      local request = batch.BatchRequest{
        input_file_id = "file-1", endpoint = batch.BatchEndpoint.embeddings,
        metadata = { job = "nightly" },
      }
      assert(request.completion_window == "24h")
      """,
    fields: [
      Field("input_file_id", .string, "The id of the uploaded input file."),
      Field(
        "endpoint", .named(.endpoint), "The endpoint that all requests go to.",
        initial: #""/v1/chat/completions""#),
      Field(
        "completion_window", .named(.completionWindow), "The time in which it is to be done.",
        initial: #""24h""#),
      Field(
        "metadata", .optional(.object),
        "Up to 16 pairs of strings: keys of 64, values of 512 characters."),
      Field(
        "output_expires_after", .optional(.object),
        "When results are deleted: {anchor = \"created_at\", seconds = 3600 to 2592000}.",
        initial: nil),
    ])
}
