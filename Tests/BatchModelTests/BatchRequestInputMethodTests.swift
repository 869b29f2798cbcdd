import BatchModel
import Testing

@Suite struct BatchRequestInputMethodTests {
  @Test func knownValues() {
    #expect(BatchRequestInputMethod.values.map(\.rawValue) == ["POST"])
    #expect(BatchRequestInputMethod.post.rawValue == "POST")
  }

  @Test(arguments: ["POST", "post", "GET", ""]) func anyStringIsCarried(text: String) throws {
    let method = try decode(BatchRequestInputMethod.self, .string(text))
    #expect(method.rawValue == text)
    #expect((method == .post) == (text == "POST"))
    #expect(try encode(method) == .string(text))
  }
}
