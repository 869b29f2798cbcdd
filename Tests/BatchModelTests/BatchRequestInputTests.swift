import BatchModel
import Testing

@Suite struct BatchRequestInputTests {
  @Test func shape() throws {
    try checkShape(
      of: BatchRequestInput.self,
      [
        Field("custom_id", .string, .required, .string("request-1")),
        Field("method", .string, .required, .string("POST")),
        Field("url", .string, .required, .string("/v1/score")),
        Field("body", .any, .verbatim, .object(["model": .string("m"), "input": .array([])])),
      ], others: \.additionalFields)
  }

  @Test func properties() throws {
    let input = try decode(
      BatchRequestInput.self,
      """
      {"custom_id": "a", "method": "POST", "url": "/v1/embeddings",
       "body": {"model": "m", "input": [1, 2.5]}}
      """)
    #expect(
      input
        == BatchRequestInput(
          customID: "a", url: .embeddings,
          body: .object(["model": .string("m"), "input": .array([.int(1), .double(2.5)])])))
  }

  @Test func defaults() throws {
    #expect(
      try members(BatchRequestInput(customID: "a", body: nil)) == [
        "custom_id": .string("a"), "method": .string("POST"),
        "url": .string("/v1/chat/completions"),
      ])
  }

  @Test(arguments: ["text", ""]) func aBodyOfAnyKind(text: String) throws {
    let input = try decode(
      BatchRequestInput.self,
      #"{"custom_id": "a", "method": "get", "url": "x", "body": "\#(text)"}"#)
    #expect(input.body == .string(text))
    #expect(input.method.rawValue == "get")
  }

  @Test func aMethodMisspelledIsMissing() {
    let json = ##"{"custom_id": "a", " method": "POST", "url": "/v1/embeddings", "body": {}}"##
    let error = #expect(throws: DecodingError.self) { try decode(BatchRequestInput.self, json) }
    guard case .keyNotFound(let key, _)? = error else {
      Issue.record("\(String(describing: error))")
      return
    }
    #expect(key.stringValue == "method")
  }
}
