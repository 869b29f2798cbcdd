extension ModelType {
  static let batchRequestOutput = ModelType(
    type: .batchRequestOutput,
    name: "BatchRequestOutput",
    documentation: "One result: a line of a batch output or error file.",
    example:
      """
      local out = batch.BatchRequestOutput.decode(
        '{"custom_id":"a","response":{"status_code":200,"body":{"data":[1]}},"error":null}')
      assert(out:ok() and out.response.status_code == 200)
      """,
    fields: [
      Field("id", .optional(.string), "The service's id of the result.", initial: nil),
      Field("custom_id", .string, "The custom_id of the request."),
      Field(
        "response", .optional(.model(.batchRequestOutputResponse)),
        "The HTTP response, when there is one."),
      Field(
        "error", .optional(.model(.batchRequestOutputError)),
        "What went wrong outside of HTTP."),
    ],
    methods: ["ok", "failure", "text", "finish_reason", "usage"])
}
