import BatchModel
import Testing

@Suite struct BatchErrorTests {
  @Test func shape() throws {
    try checkShape(
      of: BatchError.self,
      [
        Field("code", .string, .optional, .string("invalid_url")),
        Field("message", .string, .optional, .string("No.")),
        Field("param", .string, .nullable, .string("url")),
        Field("line", .integer, .nullable, .int(1)),
      ], others: \.additionalFields)
  }

  @Test func properties() throws {
    let error = try decode(
      BatchError.self, #"{"code": "c", "message": "m", "param": "p", "line": 50001}"#)
    #expect(error == BatchError(code: "c", message: "m", param: "p", line: 50001))
  }

  @Test func everyMemberMayBeAbsent() throws {
    let error = try decode(BatchError.self, "{}")
    #expect(error == BatchError(code: nil, message: nil))
    #expect(try members(error) == ["param": .null, "line": .null])
  }
}
