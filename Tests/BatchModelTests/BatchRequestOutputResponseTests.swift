import BatchModel
import Testing

@Suite struct BatchRequestOutputResponseTests {
  @Test func shape() throws {
    try checkShape(
      of: BatchRequestOutputResponse.self,
      [
        Field("status_code", .integer, .optional, .int(429)),
        Field("request_id", .string, .optional, .string("")),
        Field("body", .any, .verbatim, .object(["error": .object(["code": .null])])),
      ], others: \.additionalFields)
  }

  @Test func properties() throws {
    let response = try decode(
      BatchRequestOutputResponse.self, #"{"status_code": 500, "request_id": "q", "body": "x"}"#)
    #expect(
      response
        == BatchRequestOutputResponse(statusCode: 500, requestID: "q", body: .string("x")))
  }
}
