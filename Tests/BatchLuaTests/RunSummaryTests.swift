import Testing

@testable import BatchLua

/// What was read must be written, dropped or rejected.
struct RunSummaryTests {
  private var summary: RunSummary {
    var summary = RunSummary()
    (summary.read, summary.kept, summary.dropped, summary.rejected) = (10, 6, 3, 1)
    (summary.written, summary.bytesWritten) = (7, 700)
    return summary
  }

  @Test func addsUp() {
    #expect(summary.discrepancy(counted: (7, 700)) == nil)
  }

  @Test func aRecordThatWentNowhere() {
    var summary = summary
    summary.kept -= 1
    #expect(summary.discrepancy(counted: (7, 700))?.contains("10 records were read") == true)
  }

  @Test(arguments: [(6, 700), (7, 699)])
  func aLineThatWasNotWritten(lines: Int, bytes: Int) {
    let text = summary.discrepancy(counted: (lines, bytes))
    #expect(text?.contains("7 of 700 written") == true)
  }
}
