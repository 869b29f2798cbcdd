extension ModelType {
  static let batchRequestCounts = ModelType(
    type: .batchRequestCounts,
    name: "BatchRequestCounts",
    documentation: "How many requests a batch has, and how they ended.",
    example:
      """
      local counts = batch.BatchRequestCounts{ total = 3, completed = 2 }
      assert(counts.failed == 0)
      """,
    fields: [
      Field("total", .integer, "All requests.", initial: "0"),
      Field("completed", .integer, "Those that succeeded.", initial: "0"),
      Field("failed", .integer, "Those that failed.", initial: "0"),
    ])
}
