import Testing

@testable import BatchModel

/// What services limit for a file as a whole.
struct FileFactsTests {
  /// The names of the problems of a file with so many lines of each length.
  private func problems(of lines: [(count: Int, length: Int)], _ profile: Profile) -> [String] {
    var facts = FileFacts(profile: profile)
    for line in lines {
      for _ in 0..<line.count { facts.count(line: line.length, isRequest: true) }
    }
    return facts.problems.map(\.name)
  }

  @Test(arguments: Profile.all)
  func requests(profile: Profile) {
    let limit = profile.maxRequests ?? 1_000_000
    #expect(problems(of: [(limit, 10)], profile) == [])
    let expected =
      profile.maxRequests == nil
      ? [] : [profile.codeNames["too_many_requests"] ?? "too_many_requests"]
    #expect(problems(of: [(limit + 1, 10)], profile) == expected)
  }

  @Test(arguments: Profile.all)
  func bytes(profile: Profile) {
    let limit = profile.maxBytes ?? 1 << 40
    let line = profile.maxRequestBytes ?? limit
    let full = [(limit / line, line)]
    #expect(problems(of: full, profile) == [])
    let expected = profile.maxBytes == nil ? [] : ["file_too_large"]
    #expect(problems(of: full + [(1, limit % line + 1)], profile) == expected)
  }

  @Test(arguments: Profile.all)
  func bytesOfARequest(profile: Profile) {
    let expected = profile.maxRequestBytes == nil ? [] : ["request_too_large"]
    #expect(problems(of: [(1, (profile.maxRequestBytes ?? 25 << 20) + 1)], profile) == expected)
  }

  @Test func limitsAreThoseOfTheServices() {
    #expect(Profile.openai.maxBytes == 209_715_200)
    #expect(Profile.azure.maxRequests == 100_000)
    #expect(Profile.groq.maxBytes == 100 << 20)
    #expect(Profile.xai.maxRequestBytes == 25 << 20)
    #expect(Profile.vllm.maxRequests == nil)
  }

  // MARK: Through the check

  /// The names of the problems of a file of these bodies, but for members that they lack.
  private func problems(
    _ bodies: [String], url: String = "/v1/chat/completions", urls: [String] = [],
    profile: Profile = .openai
  ) throws -> [String] {
    let check = Checker(profile)
    for (i, body) in bodies.enumerated() {
      let url = i < urls.count ? urls[i] : url
      let text = #"{"custom_id":"\#(i)","method":"POST","url":"\#(url)","body":\#(body)}"#
      #expect(try check.request(text) == nil)
      check.commit()
    }
    return check.problems.filter { $0 != "invalid_request" }
  }

  @Test func models() throws {
    let two = [#"{"model":"a"}"#, #"{"model":"b"}"#]
    for profile in Profile.all where profile.shape == .openai {
      let name = profile.codeNames["mismatched_model"] ?? "mismatched_model"
      let expected = profile.requiresOneModel ? [name] : []
      #expect(try problems(two, profile: profile) == expected, "\(profile.name)")
      #expect(try problems([two[0], two[0], "{}"], profile: profile) == [])
    }
    #expect(Profile.openai.requiresOneModel && !Profile.xai.requiresOneModel)
  }

  @Test func emptyModelThenAnother() throws {
    #expect(try problems([#"{"model":""}"#, #"{"model":"b"}"#]) == ["mismatched_model"])
  }

  @Test func urls() throws {
    let bodies = ["{}", "{}", "{}"]
    let urls = ["/v1/chat/completions", "/v1/embeddings", "/v1/chat/completions"]
    #expect(try problems(bodies, urls: urls) == ["invalid_url"])
    #expect(try problems(bodies, urls: urls, profile: .asyncOpenAI) == ["invalid_url"])
    #expect(try problems(bodies, urls: urls, profile: .vllm) == [])
    #expect(try problems(bodies, urls: urls, profile: .xai) == [])
  }

  @Test func streaming() throws {
    #expect(try problems([#"{"stream":true}"#]) == ["streaming_unsupported"])
    #expect(try problems([#"{"stream":false}"#, #"{"stream":null}"#]) == [])
  }

  @Test func metadata() throws {
    func count(_ body: String, url: String) throws -> Int {
      let check = Checker()
      let text = #"{"custom_id":"a","method":"POST","url":"\#(url)","body":\#(body)}"#
      _ = try check.request(text)
      return check.texts.filter { $0.contains("'metadata' without 'store'") }.count
    }
    let chat = "/v1/chat/completions"
    #expect(try count(#"{"metadata":{"a":"b"}}"#, url: chat) == 1)
    #expect(try count(#"{"metadata":{"a":"b"},"store":false}"#, url: chat) == 1)
    #expect(try count(#"{"metadata":{"a":"b"},"store":true}"#, url: chat) == 0)
    #expect(try count(#"{"metadata":null}"#, url: chat) == 0)
    #expect(try count(#"{"metadata":{"a":"b"}}"#, url: "/v1/responses") == 0)
  }

  // MARK: Embedding inputs

  private func inputs(_ input: String) throws -> Int {
    let check = Checker()
    let text =
      #"{"custom_id":"a","method":"POST","url":"/v1/embeddings","body":{"input":\#(input)}}"#
    _ = try check.request(text)
    return check.counts.embeddingInputs
  }

  @Test func embeddingInputs() throws {
    #expect(try inputs(#""text""#) == 1)
    #expect(try inputs("[1,2,3]") == 1)
    #expect(try inputs(#"["a","b","c"]"#) == 3)
    #expect(try inputs("[[1,2],[3]]") == 2)
  }

  @Test func tooManyEmbeddingInputs() throws {
    func list(_ count: Int) -> String {
      "{\"input\":[" + Array(repeating: "\"x\"", count: count).joined(separator: ",") + "]}"
    }
    let url = "/v1/embeddings"
    #expect(try problems([list(2048)], url: url) == [])
    #expect(try problems([list(2049)], url: url) == ["too_many_embedding_inputs"])
    let many = Array(repeating: list(2000), count: 25)
    #expect(try problems(many, url: url) == [])
    #expect(try problems(many + [list(1)], url: url) == ["too_many_embedding_inputs"])
    #expect(try problems(many + [list(1)], url: url, profile: .vllm) == [])
  }

  /// Those of the members that are looked at, however they are written.
  @Test func repeatedMembersOfABody() throws {
    func problems(_ bodies: String..., profile: Profile = .openai) throws -> [String] {
      try self.problems(bodies, url: "/v1/chat/completions", profile: profile)
    }
    let good = #"{"model":"m","messages":[]}"#
    #expect(try problems(good, good) == [])
    #expect(try problems(#"{"model":"m","messages":[],"model":"m"}"#) == ["duplicate_key"])
    #expect(try problems(#"{"model":"m","messages":[],"m\u006fdel":"m"}"#) == ["duplicate_key"])
    let two = #"{"model":"m","messages":[],"messages":[],"stream":false,"stream":false}"#
    #expect(try problems(good, two, two) == ["duplicate_key", "duplicate_key"])
    #expect(try problems(#"{"model":"m","messages":[{"model":1}],"n":1,"n":2}"#) == [])
  }

  @Test func rollbackForgets() throws {
    let check = Checker()
    func look(_ id: String, _ model: String, stream: Bool) throws {
      let text =
        #"{"custom_id":"\#(id)","method":"POST","url":"/v1/chat/completions","#
        + #""body":{"model":"\#(model)","messages":[],"stream":\#(stream)}}"#
      #expect(try check.request(text) == nil)
    }
    try look("a", "other", stream: true)
    check.rollback()
    try look("a", "m", stream: false)
    check.commit()
    try look("b", "other", stream: true)
    check.rollback()
    try look("b", "m", stream: false)
    check.commit()
    #expect(check.problems == [])
  }

  @Test func namesOfAFileComeBackWithItsFacts() throws {
    let check = Checker()
    func look(_ id: String, _ model: String) throws {
      let text =
        #"{"custom_id":"\#(id)","method":"POST","url":"/v1/chat/completions","#
        + #""body":{"model":"\#(model)","messages":[]}}"#
      #expect(try check.request(text) == nil)
    }
    try look("a", "one")
    check.commit()
    check.startFile()
    try look("b", "a longer one")
    try look("c", "third")
    check.rollback()
    try look("d", "one")
    check.commit()
    #expect(check.problems == [])
    try look("e", "two")
    check.commit()
    #expect(check.problems == ["mismatched_model"])
  }
}
