import BatchModel
import Testing

@Suite struct BatchRequestCountsTests {
  @Test func shape() throws {
    try checkShape(
      of: BatchRequestCounts.self,
      [
        Field("total", .integer, .required, .int(3)),
        Field("completed", .integer, .required, .int(2)),
        Field("failed", .integer, .required, .int(0)),
      ], others: \.additionalFields)
  }

  @Test func properties() throws {
    let counts = try decode(
      BatchRequestCounts.self, #"{"total": 3, "completed": 2, "failed": 1}"#)
    #expect(counts == BatchRequestCounts(total: 3, completed: 2, failed: 1))
  }
}
