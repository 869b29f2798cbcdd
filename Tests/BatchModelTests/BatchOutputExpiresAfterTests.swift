import BatchModel
import Testing

@Suite struct BatchOutputExpiresAfterTests {
  @Test func shape() throws {
    try checkShape(
      of: BatchOutputExpiresAfter.self,
      [
        Field("anchor", .string, .required, .string("created_at")),
        Field("seconds", .integer, .required, .int(86400)),
      ], others: \.additionalFields)
  }

  @Test func defaultsAndRange() throws {
    let expiry = BatchOutputExpiresAfter(seconds: 3600)
    #expect(try members(expiry) == ["anchor": .string("created_at"), "seconds": .int(3600)])
    #expect(BatchOutputExpiresAfter.secondsRange == 3600...2_592_000)
  }

  @Test func aNumberOutOfRangeIsCarried() throws {
    let expiry = try decode(BatchOutputExpiresAfter.self, #"{"anchor": "x", "seconds": 1}"#)
    #expect(expiry == BatchOutputExpiresAfter(anchor: "x", seconds: 1))
  }
}
