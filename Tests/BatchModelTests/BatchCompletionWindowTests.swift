import BatchModel
import Testing

@Suite struct BatchCompletionWindowTests {
  @Test func knownValues() {
    #expect(BatchCompletionWindow.values.map(\.rawValue) == ["24h"])
    #expect(BatchCompletionWindow.w24h.rawValue == "24h")
    #expect(BatchCompletionWindow.default == .w24h)
  }

  @Test(arguments: ["24h", "7d", "soon", ""]) func anyStringIsCarried(text: String) throws {
    let window = try decode(BatchCompletionWindow.self, .string(text))
    #expect(window.rawValue == text)
    #expect(try encode(window) == .string(text))
  }

  @Test(arguments: [("24h", 24), ("7d", 168), ("1d", 24), ("0h", 0), ("036h", 36)])
  func hours(text: String, hours: Int) {
    #expect(BatchCompletionWindow(rawValue: text).hours == hours)
  }

  @Test(arguments: [
    "", "h", "24", "24m", "24H", "-24h", "+24h", " 24h", "2.5h", "٢٤h", "9223372036854775808h",
    "9223372036854775807d",
  ])
  func noHours(text: String) {
    #expect(BatchCompletionWindow(rawValue: text).hours == nil)
  }
}
