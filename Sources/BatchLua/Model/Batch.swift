extension ModelType {
  static let batch = ModelType(
    type: .batch,
    name: "Batch",
    documentation: "A batch as the service describes it. Times are Unix seconds.",
    example:
      """
      local b = batch.Batch.decode(
        '{"id":"batch_1","status":"completed","request_counts":{"total":2,"failed":1}}')
      assert(b.status == batch.BatchStatus.completed and b.request_counts.failed == 1)
      """,
    fields: [
      Field("id", .string, "The batch's id."),
      Field("object", .constant("batch"), "Always batch.", initial: #""batch""#),
      Field("endpoint", .string, "The endpoint that all requests go to."),
      Field("model", .optional(.string), "The model that all requests are for.", initial: nil),
      Field("errors", .optional(.model(.batchErrors)), "What is wrong with the input file."),
      Field("input_file_id", .string, "The id of the input file."),
      Field(
        "completion_window", .named(.completionWindow), "The time in which it is to be done.",
        initial: #""24h""#),
      Field("status", .named(.status), "What is happening with it."),
      Field(
        "output_file_id", .optional(.string),
        "The id of the file with the results of successful requests; empty for none."),
      Field(
        "error_file_id", .optional(.string),
        "The id of the file with the results of failed requests; empty for none."),
      Field("created_at", .integer, "When it was created."),
      Field("in_progress_at", .optional(.integer), "When processing began."),
      Field("expires_at", .optional(.integer), "When it will expire."),
      Field("finalizing_at", .optional(.integer), "When finalizing began."),
      Field("completed_at", .optional(.integer), "When it was completed."),
      Field("failed_at", .optional(.integer), "When it failed."),
      Field("expired_at", .optional(.integer), "When it expired."),
      Field("cancelling_at", .optional(.integer), "When cancelling began."),
      Field("cancelled_at", .optional(.integer), "When it was cancelled."),
      Field(
        "request_counts", .optional(.model(.batchRequestCounts)),
        "How many requests there are, and how they ended."),
      Field("usage", .optional(.object), "The tokens that were used.", initial: nil),
      Field(
        "metadata", .optional(.object),
        "Up to 16 pairs of strings: keys of 64, values of 512 characters."),
    ])
}
