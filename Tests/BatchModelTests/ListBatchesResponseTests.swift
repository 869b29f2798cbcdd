import BatchModel
import Testing

@Suite struct ListBatchesResponseTests {
  @Test func shape() throws {
    try checkShape(
      of: ListBatchesResponse.self,
      [
        Field("data", .array, .required, .array([])),
        Field("first_id", .string, .nullable, .string("batch_1")),
        Field("last_id", .string, .nullable, .string("batch_9")),
        Field("has_more", .boolean, .required, .bool(true)),
        Field("object", .string, .required, .string("list")),
      ], others: \.additionalFields)
  }

  @Test func properties() throws {
    let page = try decode(
      ListBatchesResponse.self,
      """
      {"object": "list", "first_id": "a", "last_id": "b", "has_more": true, "data": [
       {"id": "a", "object": "batch", "endpoint": "/v1/responses", "input_file_id": "f",
        "completion_window": "24h", "status": "completed", "created_at": 1, "new": 2}]}
      """)
    let batch = Batch(
      id: "a", endpoint: "/v1/responses", inputFileID: "f", completionWindow: "24h",
      status: .completed, createdAt: 1, additionalFields: ["new": .int(2)])
    #expect(page == ListBatchesResponse(data: [batch], firstID: "a", lastID: "b", hasMore: true))
  }
}
