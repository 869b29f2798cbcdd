import BatchModel
import LazyJSON
import Testing

/// The quick way says what `Answer` says, or nothing.
@Suite struct PlainAnswerTests {
  private struct Line {
    var random = SystemRandomNumberGenerator()

    mutating func one(_ texts: String...) -> String { texts.randomElement(using: &random)! }

    mutating func isRare(_ share: Int = 10) -> Bool {
      Int.random(in: 0..<share, using: &random) == 0
    }

    /// The value, or rarely another one.
    mutating func odd(_ text: String) -> String {
      isRare(20) ? one("null", "0", "\"\"", "{}", "[]", "\"x\"", "7.5") : text
    }

    /// Some of the members, the first ones mostly.
    mutating func object(_ members: [(name: String, value: String, isCommon: Bool)]) -> String {
      let chosen = members.filter { $0.isCommon ? !isRare(20) : isRare(15) }
      var texts = chosen.map { "\"\($0.name)\":\(odd($0.value))" }
      if isRare(40), let last = texts.last { texts.append(last) }
      return "{\(texts.joined(separator: ","))}"
    }

    mutating func text() -> String {
      let cached = object([("cached_tokens", "3", true)])
      let reasoning = object([("reasoning_tokens", "2", true), ("x", "1", false)])
      let usage = object([
        ("prompt_tokens", "10", true), ("completion_tokens", "4", true),
        ("total_tokens", "15", true), ("prompt_tokens_details", cached, true),
        ("completion_tokens_details", reasoning, true), ("prompt_cache_hit_tokens", "5", false),
        ("input_tokens", "6", false),
      ])
      let choice = object([
        ("message", object([("content", "\"\\u00fcx\"", true), ("content", "[]", false)]), true),
        ("text", "\"t\"", false),
        ("finish_reason", one("\"stop\"", "\"length\"", "\"end_turn\"", "\"error\""), true),
        ("error", #"{"code":1}"#, false),
      ])
      let body = object([
        ("object", one("\"chat.completion\"", "\"chat.completion\"", "\"error\""), true),
        ("model", one("\"m\"", "\"\"", "\"\\u00fc\""), true), ("choices", "[\(choice)]", true),
        ("usage", usage, true), ("error", #"{"message":"m"}"#, false),
        ("status", one("\"completed\"", "\"failed\""), false), ("type", "\"error\"", false),
        ("usageMetadata", #"{"cachedContentTokenCount":9}"#, false),
      ])
      let response = object([
        ("status_code", one("200", "201", "404", "\"200\"", "200.0"), true), ("body", body, true),
        ("error", #"{"message":"z"}"#, false),
      ])
      return object([
        ("custom_id", "\"r\"", true), ("response", response, true), ("error", "null", true),
        ("error", #"{"code":"c"}"#, false), ("result", #"{"type":"errored"}"#, false),
      ])
    }
  }

  /// Expands some of the containers, and changes some.
  private static func edit(_ document: Document) throws {
    let key: StaticString = "error"
    for number in 0..<document.node(0).next where Int.random(in: 0..<6) == 0 {
      guard document.isObject(number) else { continue }
      _ = try document.nextMember(number, at: 0)
      if Bool.random() { try document.setMember(number, key.bytes, .integer(1)) }
    }
  }

  @Test(arguments: [false, true])
  func itSaysTheSame(isEdited: Bool) throws {
    var line = Line()
    var plain = 0
    let document = Document.create()
    defer { document.destroy() }
    for _ in 0..<20_000 {
      var text = line.text()
      try text.withUTF8 { try document.load($0, with: Indexer()) }
      if isEdited { try Self.edit(document) }
      if let quicker = PlainAnswer(of: 0, in: document, readsUsage: false) {
        let answer = Answer(of: 0, in: document)
        let reason = answer.finishReason
        let isSuccess = answer.isSuccess
        #expect(isSuccess && reason == quicker.finishReason.description, "\(text)")
      }
      guard let quick = PlainAnswer(of: 0, in: document) else { continue }
      plain += 1
      let answer = Answer(of: 0, in: document)
      let isSuccess = answer.isSuccess
      let (status, reason) = (answer.status, answer.finishReason)
      let (usage, model) = (answer.usage, answer.model)
      #expect(isSuccess, "\(text)")
      #expect(status == quick.status, "\(text)")
      #expect(reason == quick.finishReason.description, "\(text)")
      #expect(usage == quick.usage, "\(text)")
      var content = ByteBuffer()
      var other = ByteBuffer()
      if quick.appendText(in: document, to: &content) {
        let isThere = answer.appendText(to: &other)
        #expect(isThere && content.elements.equals(other.elements), "\(text)")
      }
      let name = quick.model(in: document).string
      #expect(model == name, "\(text)")
    }
    #expect(plain > (isEdited ? 20 : 100))
  }
}
