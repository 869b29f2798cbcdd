import Testing

@testable import BatchLua

/// What text of data becomes in messages.
struct EscapesTests {
  @Test(arguments: [
    ("plain text, ü and 日本, \\n", "plain text, ü and 日本, \\n"),
    ("a\nb\r\tc", #"a\nb\r\tc"#), ("\0\u{1B}[2J\u{7F}", #"\x00\x1b[2J\x7f"#),
    ("\u{80}\u{85}\u{9F}\u{A0}", "\\u{80}\\u{85}\\u{9f}\u{A0}"),
    ("\u{61C}\u{200E}\u{200F}\u{2028}\u{2029}", #"\u{61c}\u{200e}\u{200f}\u{2028}\u{2029}"#),
    ("\u{202A}\u{202E}\u{2066}\u{2069}\u{FEFF}", #"\u{202a}\u{202e}\u{2066}\u{2069}\u{feff}"#),
    ("👩‍👩‍👧", "👩‍👩‍👧"),
  ])
  func data(text: String, expected: String) {
    #expect(Escapes.data(text) == expected)
    #expect("<\(text)>" as MessageText == MessageText(stringLiteral: "<\(expected)>"))
  }

  @Test func linesKeepLineEndsAndTabs() {
    #expect(Escapes.lines("a\n\tb\r\u{1B}") == "a\n\tb\\r\\x1b")
  }

  @Test(arguments: [
    ([0x61, 0xFF, 0x62], #"a\xffb"#), ([0xC3], #"\xc3"#), ([0xE2, 0x82, 0x41], #"\xe2\x82A"#),
    ([0xED, 0xA0, 0x80], #"\xed\xa0\x80"#), ([0xC3, 0xBC], "ü"), ([], ""),
    ([0xFF, 0x0A], "\\xff\n"),
  ])
  func bytesThatAreNoText(bytes: [UInt8], expected: String) {
    #expect(Escapes.text(of: bytes) == expected)
  }

  @Test func limit() {
    #expect(Escapes.data("äöü", limit: 3) == "äöü")
    #expect(Escapes.data("äöüa", limit: 3) == "äöü…")
    #expect(Escapes.data("a\n\n", limit: 2) == "a\\n…")
  }

  @Test func whatScriptsPrint() {
    let text: [UInt8] = [0x1B, 0x5B, 0x41, 0xFF, 0x0A, 0x09, 0x0D, 0xC3, 0xA4, 0x7F]
    let shown = text.withUnsafeBytes { Escapes.lines($0) }
    #expect(String(decoding: shown, as: UTF8.self) == "\\x1b[A\\xff\n\t\\rä\\x7f")
    // What has passed once stays as it is.
    #expect(shown.withUnsafeBytes { Escapes.lines($0) } == shown)
  }

  /// A message within a message is not escaped again; an error's has lines.
  @Test func messagesWithinMessages() {
    let inner: MessageText = "a\nb \("c\nd")"
    let message: MessageText = "\(inner), \(RunError(.io, "x\n\("\u{1B}")"))"
    #expect(message.text == "a\nb c\\nd, x\n\\x1b")
    let error: any Error = RunError(.io, "x\ny")
    #expect(("\(error)" as MessageText).text == "x\ny")
  }
}
