import BatchModel
import Testing

@Suite struct BatchRequestOutputErrorTests {
  @Test func shape() throws {
    // Both may be of any kind, and null is one; the message must be there.
    try checkShape(
      of: BatchRequestOutputError.self,
      [
        Field("code", .any, .verbatim, .string("request_timeout")),
        Field("message", .any, .required, .string("Late.")),
      ], others: \.additionalFields)
  }

  @Test func properties() throws {
    let error = try decode(BatchRequestOutputError.self, #"{"code": "c", "message": "m"}"#)
    #expect(error == BatchRequestOutputError(code: .string("c"), message: .string("m")))
    #expect(!error.isBare)
  }

  @Test func aBareString() throws {
    let error = try decode(BatchRequestOutputError.self, #""No such model""#)
    #expect(error.isBare)
    #expect(error.code == nil)
    #expect(error.message == .string("No such model"))
    #expect(try encode(error) == .string("No such model"))
  }

  @Test func aNumberAsTheCode() throws {
    let error = try decode(BatchRequestOutputError.self, #"{"message": "m", "code": 500}"#)
    #expect(error.code == .int(500))
    #expect(try members(error) == ["code": .int(500), "message": .string("m")])
  }

  @Test func aMessageOfAnotherKind() throws {
    let json = #"{"code": null, "message": {"error": {"code": "BadRequest"}}}"#
    let error = try decode(BatchRequestOutputError.self, json)
    #expect(error.code == .null)
    #expect(error.message == .object(["error": .object(["code": .string("BadRequest")])]))
    #expect(try encode(error) == decode(JSONValue.self, json))
  }

  @Test func aNullMessageIsKept() throws {
    let error = try decode(BatchRequestOutputError.self, #"{"code": "c", "message": null}"#)
    #expect(error.message == .null)
    #expect(try members(error) == ["code": .string("c"), "message": .null])
  }
}
