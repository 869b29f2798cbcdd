import BatchModel
import Testing

@Suite struct BatchErrorsTests {
  @Test func shape() throws {
    try checkShape(
      of: BatchErrors.self,
      [
        Field("object", .string, .optional, .string("list")),
        Field(
          "data", .array, .optional, .array([.object(["param": .null, "line": .int(1)])])),
      ], others: \.additionalFields)
  }

  @Test func properties() throws {
    let errors = try decode(
      BatchErrors.self, #"{"object": "list", "data": [{"code": "a", "line": 2}, {}]}"#)
    let first = BatchError(code: "a", message: nil, line: 2)
    #expect(errors == BatchErrors(data: [first, BatchError(code: nil, message: nil)]))
  }

  @Test func anEmptyObjectStaysEmpty() throws {
    #expect(try members(decode(BatchErrors.self, "{}")).isEmpty)
  }
}
