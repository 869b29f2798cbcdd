import Testing

@testable import BatchModel

/// What a file is warned of does not depend on where in it that stands.
struct ExtremesTests {
  private static let places = [0, 1, 2, 3, 4]

  @Test(arguments: places) func theLongestLine(place: Int) throws {
    let limit = try #require(Profile.xai.maxRequestBytes)
    var facts = FileFacts(profile: .xai)
    for number in 0..<5 {
      facts.count(line: number == place ? limit + 1 : limit - number, isRequest: true)
    }
    let problems = facts.problems
    #expect(problems.map(\.name) == ["request_too_large"])
    let text = try #require(problems.first?.text)
    #expect(text.contains("\(limit + 1)") && text.contains("line \(place + 1)"), "\(text)")
  }

  private func request(_ number: Int, _ url: String, _ body: String) -> String {
    #"{"custom_id":"\#(number)","method":"POST","url":"\#(url)","body":\#(body)}"#
  }

  private func problems(_ requests: [String]) throws -> [FileProblem] {
    var check = RequestCheck(profile: .openai)
    for text in requests {
      let one = try OneText(text)
      let result = withExtendedLifetime(one) {
        check.check(request: RecordLocation(one.document, 0))
      }
      #expect(result.code == nil)
      check.facts.count(line: text.utf8.count + 1, isRequest: true)
      check.commit()
    }
    return check.facts.problems
  }

  @Test(arguments: places) func theMostInputs(place: Int) throws {
    let requests = (0..<5).map { number in
      let count = number == place ? 2049 : 1 + number
      let list = Array(repeating: "\"x\"", count: count).joined(separator: ",")
      return request(number, "/v1/embeddings", #"{"model":"m","input":[\#(list)]}"#)
    }
    let problems = try problems(requests)
    #expect(problems.map(\.name) == ["too_many_embedding_inputs"])
    let text = try #require(problems.first?.text)
    #expect(text.contains("2049") && text.contains("line \(place + 1)"), "\(text)")
  }

  /// Each other URL counts, also when the first one comes between, and each other model.
  @Test(arguments: [
    ("ABA", 1, 2), ("ABAB", 2, 2), ("AABBA", 2, 3), ("ABBB", 3, 2), ("ABCAB", 3, 2), ("AAAC", 1, 4),
  ])
  func otherURLsAndModels(order: String, count: Int, first: Int) throws {
    let urls: [Character: String] = [
      "A": "/v1/chat/completions", "B": "/v1/responses", "C": "/v1/completions",
    ]
    func requests(_ url: (Character) -> String, _ model: (Character) -> String) -> [String] {
      order.enumerated().map { number, letter in
        request(
          number, url(letter),
          #"{"model":"\#(model(letter))","messages":[],"input":"x","prompt":"x"}"#)
      }
    }
    for (name, requests) in [
      ("invalid_url", requests({ urls[$0]! }, { _ in "m" })),
      ("mismatched_model", requests({ _ in urls["A"]! }, { String($0) })),
    ] {
      let problems = try problems(requests)
      #expect(problems.map(\.name) == [name])
      let text = try #require(problems.first?.text)
      let subject = count == 1 ? "1 request " : "\(count) requests "
      #expect(text.contains(subject) && text.contains("line \(first)"), "\(text)")
    }
  }
}
