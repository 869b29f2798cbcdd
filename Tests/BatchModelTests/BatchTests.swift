import BatchModel
import Testing

@Suite struct BatchTests {
  static let counts: JSONValue = .object([
    "total": .int(3), "completed": .int(2), "failed": .int(1),
  ])

  @Test func shape() throws {
    try checkShape(
      of: Batch.self,
      [
        Field("id", .string, .required, .string("batch_1")),
        Field("object", .string, .required, .string("batch")),
        Field("endpoint", .string, .required, .string("/v1/chat/completions")),
        Field("model", .string, .optional, .string("gpt-4o-mini")),
        Field("errors", .object, .nullable, .object(["object": .string("list")])),
        Field("input_file_id", .string, .required, .string("file-1")),
        Field("completion_window", .string, .required, .string("24h")),
        Field("status", .string, .required, .string("in_progress")),
        Field("output_file_id", .string, .nullable, .string("file-2")),
        Field("error_file_id", .string, .nullable, .string("")),
        Field("created_at", .integer, .required, .int(1_736_674_998)),
        Field("in_progress_at", .integer, .nullable, .int(1_736_674_999)),
        Field("expires_at", .integer, .nullable, .int(4_294_967_296)),
        Field("finalizing_at", .integer, .nullable, .int(3)),
        Field("completed_at", .integer, .nullable, .int(4)),
        Field("failed_at", .integer, .nullable, .int(5)),
        Field("expired_at", .integer, .nullable, .int(6)),
        Field("cancelling_at", .integer, .nullable, .int(7)),
        Field("cancelled_at", .integer, .nullable, .int(8)),
        Field("request_counts", .object, .nullable, Self.counts),
        Field(
          "usage", .object, .optional,
          .object(["input_tokens": .int(1), "output_tokens": .int(2), "total_tokens": .int(3)])),
        Field("metadata", .object, .nullable, .object(["a": .bool(true)])),
      ], others: \.additionalFields)
  }

  @Test func properties() throws {
    let batch = try decode(
      Batch.self,
      """
      {"id": "batch_1", "object": "batch", "endpoint": "/v1/chat/completions", "model": "m",
       "errors": {"data": [{"code": "empty_file"}]}, "input_file_id": "file-1",
       "completion_window": "24h", "status": "expired", "output_file_id": "file-2",
       "error_file_id": "file-3", "created_at": 1, "in_progress_at": 2, "expires_at": 3,
       "finalizing_at": 4, "completed_at": 5, "failed_at": 6, "expired_at": 7,
       "cancelling_at": 8, "cancelled_at": 9,
       "request_counts": {"total": 3, "completed": 2, "failed": 1},
       "usage": {"input_tokens": 1, "output_tokens": 2, "total_tokens": 3},
       "metadata": {"a": null}}
      """)
    let errors = BatchErrors(object: nil, data: [BatchError(code: "empty_file", message: nil)])
    #expect(
      batch
        == Batch(
          id: "batch_1", endpoint: "/v1/chat/completions", model: "m", errors: errors,
          inputFileID: "file-1", completionWindow: "24h", status: .expired,
          outputFileID: "file-2", errorFileID: "file-3", createdAt: 1, inProgressAt: 2,
          expiresAt: 3, finalizingAt: 4, completedAt: 5, failedAt: 6, expiredAt: 7,
          cancellingAt: 8, cancelledAt: 9,
          requestCounts: BatchRequestCounts(total: 3, completed: 2, failed: 1),
          usage: BatchUsage(inputTokens: 1, outputTokens: 2, totalTokens: 3),
          metadata: ["a": .null]))
  }

  @Test func aStatusNotKnownIsCarried() throws {
    let batch = try decode(
      Batch.self,
      """
      {"id": "b", "object": "batch", "endpoint": "/v2/x", "input_file_id": "f",
       "completion_window": "3w", "status": "queued", "created_at": 1}
      """)
    #expect(batch.status.rawValue == "queued")
    #expect(batch.endpoint == "/v2/x")
    #expect(batch.completionWindow == "3w")
  }

  @Test func anErrorNamesItsPlace() throws {
    let json = """
      {"id": "b", "object": "batch", "endpoint": "/v2/x", "input_file_id": "f",
       "completion_window": "3w", "status": "failed", "created_at": 1,
       "errors": {"data": [{"line": 1}, {"line": "two"}]}}
      """
    let error = try #require(throws: DecodingError.self) { try decode(Batch.self, json) }
    guard case .typeMismatch(_, let context) = error else {
      Issue.record("\(error)")
      return
    }
    #expect(context.codingPath.first?.stringValue == "errors")
    #expect(context.codingPath.last?.stringValue == "line")
  }
}
