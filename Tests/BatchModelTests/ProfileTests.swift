import BatchModel
import Testing

@Suite struct ProfileTests {
  @Test func names() {
    let names = [
      "openai", "azure", "vllm", "groq", "xai", "mistral", "together", "fireworks", "anthropic",
      "gemini", "vertex", "bedrock", "async-openai", "generic",
    ]
    #expect(Profile.all.map(\.name) == names)
    for name in names { #expect(Profile.named(name)?.name == name) }
    #expect(Profile.named("OpenAI") == nil)
    #expect(Profile.named("") == nil)
    #expect(Profile.named("seed") == .asyncOpenAI)
  }

  /// A profile that is declared can be named.
  @Test func eachDeclarationIsListed() throws {
    let file = "Sources/BatchModel/Profiles/Profiles.swift"
    let declared = try source(file).matches(of: /static let (\w+) = Profile\(\s*name: "([^"]+)"/)
    #expect(Set(declared.map { String($0.output.2) }) == Set(Profile.all.map(\.name)))
    #expect(declared.count == Profile.all.count)
  }

  static let eight = [
    "/v1/responses", "/v1/chat/completions", "/v1/embeddings", "/v1/completions",
    "/v1/moderations", "/v1/images/generations", "/v1/images/edits", "/v1/videos",
  ]
  static let bare = [
    "/responses", "/chat/completions", "/embeddings", "/completions",
    "/moderations", "/images/generations", "/images/edits", "/videos",
  ]
  static let audio = ["/v1/audio/transcriptions", "/v1/audio/translations"]
  static let vllm = ["/v1/score", "/score", "/v2/rerank", "/rerank"] + audio
  static let odd = [
    "", "/", "/v1", "v1/embeddings", "/v1/embeddings/", " /v1/embeddings", "/v1/Embeddings",
    "/v1/embedding", "/v2/v1/embeddings", "score", "/v1/scores", "/v1/score/", "/v1/rescore",
    "/v1/audio/speech", "/v1/videos/edits", "é",
  ]

  static let accepted: [(Profile, [String])] = [
    (.openai, eight), (.azure, eight + bare),
    (.vllm, ["/v1/chat/completions", "/v1/embeddings"] + vllm),
    (.groq, ["/v1/chat/completions"] + audio), (.xai, eight + ["/v1/videos/edits"]),
    (.asyncOpenAI, ["/v1/chat/completions", "/v1/embeddings", "/v1/completions"]),
    (.generic, eight + bare + vllm + odd.dropFirst()),
  ]

  @Test(arguments: accepted) func urls(profile: Profile, accepted: [String]) {
    for url in Self.eight + Self.bare + Self.vllm + Self.odd {
      #expect(profile.accepts(url: url) == accepted.contains(url), "\(profile.name) \(url)")
      #expect(
        accepts(profile, Array(url.utf8)) == accepted.contains(url), "\(profile.name) \(url)")
    }
  }

  @Test func genericTakesBytesThatAreNoText() {
    #expect(accepts(.generic, [0xff, 0xfe]))
    #expect(!accepts(.openai, [0xff, 0xfe]))
  }

  @Test func limits() {
    func limits(_ profile: Profile) -> [Int?] {
      [
        profile.maxRequests, profile.maxBytes, profile.splitBytes, profile.maxRequestBytes,
        profile.maxEmbeddingInputs, profile.maxEmbeddingInputsPerRequest,
      ]
    }
    #expect(limits(.openai) == [50_000, 209_715_200, 200_000_000, nil, 50_000, 2048])
    #expect(limits(.azure) == [100_000, 209_715_200, 200_000_000, nil, 50_000, 2048])
    #expect(limits(.vllm) == [nil, nil, nil, nil, nil, nil])
    #expect(limits(.groq) == [50_000, 104_857_600, 100_000_000, nil, nil, nil])
    #expect(limits(.xai) == [50_000, 209_715_200, 200_000_000, 26_214_400, nil, nil])
    #expect(limits(.asyncOpenAI) == [50_000, 104_857_600, 100_000_000, nil, 50_000, nil])
    #expect(limits(.anthropic) == [100_000, 268_435_456, 256_000_000, nil, nil, nil])
    #expect(limits(.together) == [50_000, 104_857_600, 100_000_000, nil, nil, nil])
    #expect(limits(.fireworks) == [nil, 1_073_741_824, 1_000_000_000, nil, nil, nil])
    #expect(limits(.gemini) == [nil, 2_147_483_648, 2_000_000_000, nil, nil, nil])
    #expect(limits(.generic) == [nil, nil, nil, nil, nil, nil])
  }

  @Test func whatMayBeMixedOrMissing() {
    #expect(Profile.all.filter(\.requiresOneModel).map(\.name) == ["openai", "azure"])
    #expect(
      Profile.all.filter(\.requiresOneURL).map(\.name) == ["openai", "azure", "async-openai"])
    #expect(Profile.all.filter { !$0.requiresBody }.map(\.name) == ["async-openai"])
  }

  @Test func completionWindows() {
    func accepting(_ window: String) -> [String] {
      let window = BatchCompletionWindow(rawValue: window)
      return Profile.all.filter { $0.accepts(completionWindow: window) }.map(\.name)
    }
    let any = [
      "vllm", "mistral", "fireworks", "anthropic", "gemini", "vertex", "bedrock", "generic",
    ]
    #expect(accepting("24h") == Profile.all.map(\.name))
    #expect(accepting("1d").filter { !any.contains($0) } == ["groq"])
    #expect(accepting("7d").filter { !any.contains($0) } == ["groq"])
    #expect(accepting("168h").filter { !any.contains($0) } == ["groq"])
    #expect(accepting("23h") == any)
    #expect(accepting("8d") == any)
    #expect(accepting("soon") == any)
  }

  private func accepts(_ profile: Profile, _ bytes: [UInt8]) -> Bool {
    profile.accepts(url: bytes.span)
  }
}
