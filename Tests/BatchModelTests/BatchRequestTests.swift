import BatchModel
import Testing

@Suite struct BatchRequestTests {
  @Test func shape() throws {
    try checkShape(
      of: BatchRequest.self,
      [
        Field("input_file_id", .string, .required, .string("file-1")),
        Field("endpoint", .string, .required, .string("/v1/embeddings")),
        Field("completion_window", .string, .required, .string("7d")),
        Field("metadata", .object, .nullable, .object(["a": .string("b"), "n": .int(1)])),
        Field(
          "output_expires_after", .object, .optional,
          .object(["anchor": .string("created_at"), "seconds": .int(3600)])),
      ], others: \.additionalFields)
  }

  @Test func properties() throws {
    let request = try decode(
      BatchRequest.self,
      """
      {"input_file_id": "file-1", "endpoint": "/v1/responses", "completion_window": "24h",
       "metadata": {"a": "b"}, "output_expires_after": {"anchor": "created_at", "seconds": 7200}}
      """)
    #expect(
      request
        == BatchRequest(
          inputFileID: "file-1", endpoint: .responses, completionWindow: .w24h,
          metadata: ["a": .string("b")], outputExpiresAfter: .init(seconds: 7200)))
  }

  @Test func defaults() throws {
    #expect(
      try members(BatchRequest(inputFileID: "file-1")) == [
        "input_file_id": .string("file-1"), "endpoint": .string("/v1/chat/completions"),
        "completion_window": .string("24h"), "metadata": .null,
      ])
  }

  @Test func aPropertyWinsOverAnAdditionalFieldOfItsName() throws {
    let request = BatchRequest(
      inputFileID: "file-1",
      additionalFields: [
        "input_file_id": .string("file-2"), "output_expires_after": .int(1), "extra": .int(2),
      ])
    let written = try members(request)
    #expect(written["input_file_id"] == .string("file-1"))
    #expect(written["output_expires_after"] == nil)
    #expect(written["extra"] == .int(2))
  }
}
