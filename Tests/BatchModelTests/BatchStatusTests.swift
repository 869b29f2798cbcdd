import BatchModel
import Testing

@Suite struct BatchStatusTests {
  @Test func knownValuesInDocumentedOrder() {
    #expect(
      BatchStatus.values.map(\.rawValue) == [
        "validating", "failed", "in_progress", "finalizing",
        "completed", "expired", "cancelling", "cancelled",
      ])
  }

  @Test func namesOfTheKnownValues() {
    #expect(BatchStatus.validating.rawValue == "validating")
    #expect(BatchStatus.failed.rawValue == "failed")
    #expect(BatchStatus.inProgress.rawValue == "in_progress")
    #expect(BatchStatus.finalizing.rawValue == "finalizing")
    #expect(BatchStatus.completed.rawValue == "completed")
    #expect(BatchStatus.expired.rawValue == "expired")
    #expect(BatchStatus.cancelling.rawValue == "cancelling")
    #expect(BatchStatus.cancelled.rawValue == "cancelled")
  }

  @Test(arguments: ["in_progress", "queued", "COMPLETED", ""])
  func anyStringIsCarried(text: String) throws {
    let status = try decode(BatchStatus.self, .string(text))
    #expect(status.rawValue == text)
    #expect(try encode(status) == .string(text))
  }

  @Test func caseMatters() throws {
    #expect(try decode(BatchStatus.self, "\"COMPLETED\"") != .completed)
    #expect(try decode(BatchStatus.self, "\"completed\"") == .completed)
  }
}
