extension ModelType {
  static let listBatchesResponse = ModelType(
    type: .listBatchesResponse,
    name: "ListBatchesResponse",
    documentation: "One page of an account's batches.",
    example:
      """
      local page = batch.ListBatchesResponse.decode('{"data":[{"id":"batch_1"}],"has_more":true}')
      assert(page.data[1].id == "batch_1" and page.has_more)
      """,
    fields: [
      Field("object", .string, "Always list.", initial: #""list""#),
      Field("data", .list(.batchList), "The batches.", initial: "[]"),
      Field("first_id", .optional(.string), "The id of the first batch of the page."),
      Field("last_id", .optional(.string), "The id of the last batch of the page."),
      Field("has_more", .boolean, "Whether there is another page.", initial: "false"),
    ])
}
