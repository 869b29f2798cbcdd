import LazyJSON
import Testing

@testable import BatchModel

/// A text and the document it stands in.
final class OneText {
  let document = Document.create()
  private let indexer = Indexer()

  init(_ text: String) throws {
    var text = text
    try text.withUTF8 { try document.load($0, with: indexer) }
  }

  deinit { document.destroy() }
}

/// A check of texts.
final class Checker {
  private var check: RequestCheck

  init(_ profile: Profile = .openai) { check = RequestCheck(profile: profile) }

  func request(_ text: String) throws -> ErrorCode? {
    let text = try OneText(text)
    return withExtendedLifetime(text) {
      check.check(request: RecordLocation(text.document, 0)).code
    }
  }

  func result(_ text: String) throws -> ErrorCode? {
    let text = try OneText(text)
    return withExtendedLifetime(text) { check.check(result: RecordLocation(text.document, 0)).code }
  }

  func commit() { check.commit() }
  func rollback() { check.rollback() }
  func startFile() { check.facts.startFile() }
  var progress: RequestCheck.Progress { check.progress }
  func goBack(to progress: RequestCheck.Progress) { check.goBack(to: progress) }
  var counts: FileFacts.Counts { check.facts.counts }
  var texts: [String] { check.facts.problems.map(\.text) }
  var problems: [String] { check.facts.problems.map(\.name) }
}

extension CheckResult {
  /// The code of what is invalid.
  var code: ErrorCode? {
    if case .invalid(let code) = self { code } else { nil }
  }
}

/// What is looked at in each written line.
struct RequestCheckTests {
  private let good =
    #"{"custom_id":"a","method":"POST","url":"/v1/chat/completions","body":{"model":"m"}}"#

  private func code(_ text: String, _ profile: Profile = .openai) throws -> ErrorCode? {
    try Checker(profile).request(text)
  }

  private func code(replacing part: String, by other: String) throws -> ErrorCode? {
    #expect(good.contains(part))
    return try code(good.replacing(part, with: other))
  }

  @Test func valid() throws {
    #expect(try code(good) == nil)
    #expect(try code(good.replacing("{\"cus", with: " { \"more\":1, \"cus")) == nil)
    #expect(try code(good.replacing(#""url":"/v1"#, with: #""u\u0072l":"\/v1"#)) == nil)
  }

  @Test(arguments: ["custom_id", "method", "url", "body"])
  func missing(name: String) throws {
    #expect(try code(replacing: "\"\(name)\"", by: "\"x\"") == .missingRequiredParameter(name))
    let value = name == "body" ? #"{"model":"m"}"# : #""[^"]*""#
    let nulled = good.replacing(
      try Regex("\"\(name)\":\(name == "body" ? #"\{"model":"m"\}"# : value)"),
      with: "\"\(name)\":null")
    #expect(nulled != good)
    #expect(try code(nulled) == .missingRequiredParameter(name))
  }

  @Test func customID() throws {
    #expect(
      try code(replacing: #""a""#, by: #""""#)
        == .invalidType(param: "custom_id", expected: "a string", found: "an empty string"))
    #expect(
      try code(replacing: #""a""#, by: "5")
        == .invalidType(param: "custom_id", expected: "a string", found: "a number"))
    #expect(
      try code(replacing: #""a""#, by: "{}")
        == .invalidType(param: "custom_id", expected: "a string", found: "an object"))
  }

  @Test func method() throws {
    #expect(try code(replacing: "POST", by: "GET") == .invalidMethod("GET"))
    #expect(try code(replacing: "POST", by: "post") == .invalidMethod("post"))
    #expect(try code(replacing: #""POST""#, by: "true")?.name == "invalid_type")
  }

  @Test func url() throws {
    #expect(
      try code(replacing: "/v1/chat/completions", by: "/v1/nothing")
        == .invalidURL("/v1/nothing", profile: "openai"))
    #expect(try code(replacing: "/v1/chat/completions", by: "")?.name == "invalid_url")
    #expect(
      try code(good.replacing("/v1/chat/completions", with: ""), .generic)?.name == "invalid_url")
    #expect(try code(good.replacing("/v1/chat/completions", with: "/any"), .generic) == nil)
  }

  @Test func body() throws {
    for (text, kind) in [("[]", "an array"), ("5", "a number"), (#""x""#, "a string")] {
      #expect(
        try code(replacing: #"{"model":"m"}"#, by: text)
          == .invalidType(param: "body", expected: "an object", found: kind))
    }
    let without = good.replacing(#","body":{"model":"m"}"#, with: "")
    let null = good.replacing(#"{"model":"m"}"#, with: "null")
    for profile in Profile.all where profile.shape == .openai {
      let expected: ErrorCode? = profile.requiresBody ? .missingRequiredParameter("body") : nil
      #expect(try code(without, profile) == expected, "\(profile.name)")
      #expect(try code(null, profile) == expected, "\(profile.name)")
    }
    #expect(Profile.openai.requiresBody && !Profile.asyncOpenAI.requiresBody)
  }

  @Test(arguments: ["[]", "5", "null", "\"x\""])
  func noObject(text: String) throws {
    let code = try #require(try code(text))
    #expect(code.name == "invalid_type")
    #expect(code.param == nil)
  }

  @Test func lastOfDuplicateKeysCounts() throws {
    #expect(try code(good.replacing("{\"cus", with: "{\"method\":\"GET\",\"cus")) == nil)
    let late = String(good.dropLast()) + ",\"method\":\"GET\"}"
    #expect(try code(late) == .invalidMethod("GET"))
  }

  @Test func duplicateIDs() throws {
    let check = Checker()
    #expect(try check.request(good) == nil)
    #expect(try check.request(good) == .duplicateCustomID("a"))
    check.commit()
    #expect(try check.request(good) == .duplicateCustomID("a"))
  }

  @Test func rolledBackIDsAreFree() throws {
    let check = Checker()
    #expect(try check.request(good) == nil)
    check.rollback()
    #expect(try check.request(good) == nil)
    check.commit()
    check.rollback()
    #expect(try check.request(good) == .duplicateCustomID("a"))
  }

  @Test func results() throws {
    let check = Checker()
    #expect(try check.result(#"{"custom_id":"a","response":null}"#) == nil)
    #expect(try check.result(#"{"custom_id":"b"}"#) == nil)
    #expect(try check.result(#"{"custom_id":"a"}"#) == nil)
    #expect(try check.result("{}") == .missingRequiredParameter("custom_id"))
    #expect(try check.result(#"{"custom_id":7}"#)?.name == "invalid_type")
  }

  @Test func anEmptyIDOfAResult() throws {
    #expect(try Checker().result(#"{"custom_id":""}"#)?.name == "invalid_type")
  }
}
