extension ModelType {
  static let batchRequestOutputError = ModelType(
    type: .batchRequestOutputError,
    name: "BatchRequestOutputError",
    documentation: "Why a request failed outside of HTTP.",
    example:
      """
      local problem = batch.BatchRequestOutputError{ code = "batch_expired", message = "Too late." }
      assert(problem.code == "batch_expired")
      """,
    fields: [
      Field("code", .json, "A code for programs, such as batch_expired; null at Azure."),
      Field("message", .json, "A text for people; an object at Azure."),
    ])
}
