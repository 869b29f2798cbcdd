import BatchModel
import Testing

@Suite struct BatchRequestOutputTests {
  @Test func shape() throws {
    try checkShape(
      of: BatchRequestOutput.self,
      [
        Field("id", .string, .optional, .string("batch_req_1")),
        Field("custom_id", .string, .required, .string("request-1")),
        Field("response", .object, .nullable, .object(["status_code": .int(200)])),
        Field(
          "error", .any, .nullable,
          .object(["code": .string("batch_expired"), "message": .string("Late.")])),
      ], others: \.additionalFields)
  }

  @Test func properties() throws {
    let output = try decode(
      BatchRequestOutput.self,
      """
      {"id": "r", "custom_id": "a", "error": null,
       "response": {"status_code": 200, "request_id": "q", "body": {"object": "list"}}}
      """)
    let body: JSONValue = .object(["object": .string("list")])
    #expect(
      output
        == BatchRequestOutput(
          id: "r", customID: "a",
          response: BatchRequestOutputResponse(statusCode: 200, requestID: "q", body: body)))
  }

  @Test func expired() throws {
    let json = """
      {"id": "r", "custom_id": "a", "response": null,
       "error": {"code": "batch_expired", "message": "Late."}}
      """
    let output = try decode(BatchRequestOutput.self, json)
    #expect(output.response == nil)
    #expect(output.error == .init(code: .string("batch_expired"), message: .string("Late.")))
    #expect(try encode(output) == decode(JSONValue.self, json))
  }

  @Test func azureErrorLine() throws {
    let json = """
      {"custom_id": "id1", "response": {"request_id": "", "status_code": 400},
       "error": {"code": null, "message": {"error": {"code": "BadRequest", "param": null}}}}
      """
    let output = try decode(BatchRequestOutput.self, json)
    #expect(output.id == nil)
    #expect(output.response == .init(statusCode: 400, requestID: "", body: nil))
    #expect(output.error?.code == .null)
    #expect(
      output.error?.message
        == .object(["error": .object(["code": .string("BadRequest"), "param": .null])]))
    #expect(try encode(output) == decode(JSONValue.self, json))
  }

  @Test func vllmErrorLine() throws {
    let json = """
      {"id": "vllm-1", "custom_id": "a", "error": "No such model",
       "response": {"status_code": 404, "request_id": "vllm-batch-1", "body": null}}
      """
    let output = try decode(BatchRequestOutput.self, json)
    #expect(output.response?.body == .null)
    #expect(output.error == .init(code: nil, message: .string("No such model"), isBare: true))
    #expect(try encode(output) == decode(JSONValue.self, json))
  }

  @Test func togetherLineWithoutRequestID() throws {
    let json = """
      {"id": "t", "custom_id": "a", "response": {"status_code": 200, "body": {}}, "error": null}
      """
    let output = try decode(BatchRequestOutput.self, json)
    #expect(output.response == .init(statusCode: 200, requestID: nil, body: .object([:])))
    #expect(try encode(output) == decode(JSONValue.self, json))
  }

  @Test func legacyVLLMLine() throws {
    let json = """
      {"id": "vllm-1", "custom_id": "a", "error": null,
       "response": {"id": "cmpl-1", "object": "chat.completion", "choices": []}}
      """
    let output = try decode(BatchRequestOutput.self, json)
    #expect(output.response?.statusCode == nil)
    #expect(output.response?.body == nil)
    #expect(
      output.response?.additionalFields == [
        "id": .string("cmpl-1"), "object": .string("chat.completion"), "choices": .array([]),
      ])
    #expect(try encode(output) == decode(JSONValue.self, json))
  }
}
