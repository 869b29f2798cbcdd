import Testing

@testable import BatchLua

struct RejectTallyTests {
  @Test func tenAreShown() {
    var tally = RejectTally()
    for _ in 0..<10 {
      let isShown = tally.add("a")
      #expect(isShown)
    }
    let none = tally.end()
    let isShown = tally.add("b\n")
    #expect(none == nil && !isShown)
    let text = tally.end()?.text
    let expected = "11 records were left out, the first 10 of them are shown above: 10 a, 1 b\\n"
    #expect(text == "warning: " + expected)
    let again = tally.end()
    #expect(again == nil)
  }

  /// A script may make up a code for each record.
  @Test func codesWithoutEnd() {
    var tally = RejectTally()
    for number in 1...1000 { _ = tally.add("c\(number)") }
    let text = tally.end()?.text
    #expect(text?.hasSuffix(", 980 of other codes") == true)
  }
}
