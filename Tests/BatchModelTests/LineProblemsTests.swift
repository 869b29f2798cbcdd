import LazyJSON
import Testing

@testable import BatchModel

/// All that is wrong with one line.
struct LineProblemsTests {
  private func codes(
    _ text: String, _ profile: Profile = .openai, isResult: Bool = false
  ) throws -> [ErrorCode] {
    let text = try OneText(text)
    return withExtendedLifetime(text) {
      isResult
        ? LineProblems.of(result: 0, in: text.document, profile: profile)
        : LineProblems.of(request: 0, in: text.document, profile: profile)
    }
  }

  /// Values of a member, the first without it.
  private static let ids = [nil, "null", #""""#, #""a""#, #""No such id!""#, "5"]
  private static let methods = [nil, "null", #""POST""#, #""GET""#, "5"]
  private static let urls = [
    nil, "null", #""""#, #""/v1/chat/completions""#, #""/v1/audio/transcriptions""#, "5",
  ]
  private static let bodies = [
    nil, "null", "[]", "{}", #"{"labels":{"custom_id":"a"},"model":"m"}"#,
  ]

  private static func lines(_ shape: Shape) -> [String] {
    var id = "custom_id"
    if case .member(let name) = shape.id { id = name }
    var lines: [String] = []
    for values in ids.flatMap({ a in methods.map { b in (a, b) } }) {
      for (url, body) in urls.flatMap({ c in bodies.map { d in (c, d) } }) {
        let members = [(id, values.0), ("method", values.1), ("url", url), (shape.body, body)]
        lines.append(
          "{"
            + members.compactMap { name, value in value.map { "\"\(name)\":\($0)" } }
            .joined(separator: ",") + "}")
      }
    }
    return lines
  }

  /// What the check of written lines refuses is among the problems, and of what it takes they are
  /// only such as are noted of the file.
  @Test(arguments: Profile.all)
  func areThoseOfTheCheck(profile: Profile) throws {
    let checker = Checker(profile)
    for line in Self.lines(profile.shape) {
      let refused = try checker.request(line)
      let all = try codes(line, profile)
      let isOther = all.count == 1 && all[0].name == "other_profile"
      if let refused {
        #expect(all.contains(refused) || isOther, "\(profile.name): \(line)")
      } else {
        let names = Set(all.map(\.name))
        #expect(names.isSubset(of: ["invalid_request"]), "\(profile.name): \(line)")
      }
      checker.rollback()
    }
  }

  /// A line with a URL alone is like that of no profile, and not one of a profile without URLs.
  @Test func aTargetWhereThereIsNone() throws {
    let line = #"{"custom_id":"a","url":"/v1/responses","body":{}}"#
    #expect(try codes(line, .mistral) == [.otherProfile(["openai"])])
    #expect(
      try codes(line, .openai).map(\.name) == [
        "missing_required_parameter", "invalid_request", "invalid_request",
      ])
  }

  /// The profiles that are named take the URL, if any does.
  @Test(arguments: [
    ("/v1/responses", ["openai"]), ("/v1/score", ["vllm", "generic"]), ("/v1/x", ["generic"]),
    ("/v1/videos/edits", ["xai", "generic"]), ("/responses", ["azure", "generic"]),
    ("", ["openai"]),
  ]) func linesOfOtherURLs(url: String, profiles: [String]) throws {
    let target = #"{"custom_id":"a","method":"POST","url":"\#(url)""#
    let line = target + #","body":{"model":"m"}}"#
    for profile in [Profile.mistral, .anthropic] {
      #expect(try codes(line, profile) == [.otherProfile(profiles)], "\(profile.name)")
    }
    #expect(try codes(target + "}", .mistral) == [.otherProfile([profiles[0]])])
  }

  /// Of a line of another service it is said whose it is, and not all that it lacks.
  @Test func linesOfOtherServices() throws {
    let line = #"{"custom_id":"a","params":{"model":"m","model":"n","messages":["\ud800"]}}"#
    #expect(try codes(line, .openai) == [.otherProfile(["anthropic"])])
    #expect(
      try codes(line, .anthropic).map(\.name) == [
        "invalid_request", "duplicate_key", "unpaired_surrogate",
      ])
  }

  @Test func aLongRequest() throws {
    let most = try #require(Profile.xai.maxRequestBytes)
    func line(_ count: Int) -> String {
      let line =
        #"{"custom_id":"a","method":"POST","url":"/v1/responses","body":{"model":"m","input":"x"}}"#
      return line.replacing("x", with: String(repeating: "x", count: count - line.utf8.count))
    }
    #expect(try codes(line(most), .xai) == [])
    #expect(
      try codes(line(most + 1), .xai) == [.requestTooLarge(bytes: most + 1, limit: most)])
  }

  @Test func halfOfAPairAndKeysThatComeTwice() throws {
    let line =
      #"{"custom_id":"a","custom_id":"b","response":{"body":{"x":["\ud83d"]}},"error":null}"#
    #expect(
      try codes(line, isResult: true) == [
        .duplicateKey("custom_id"), .unpairedSurrogate(param: "response.body.x[1]"),
      ])
    #expect(
      try codes(#"{"custom_id":"","response":{}}"#, isResult: true)
        == [.invalidType(param: "custom_id", expected: "a string", found: "an empty string")])
    #expect(try codes(#"{"response":{}}"#, .vertex, isResult: true) == [])
  }

  @Test func noObject() throws {
    for isResult in [true, false] {
      #expect(
        try codes("[]", isResult: isResult)
          == [.invalidType(param: nil, expected: "an object", found: "an array")])
    }
  }
}
