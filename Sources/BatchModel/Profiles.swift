extension Profile {
  /// Every profile, the default first.
  public static let all: [Profile] = [.openai, .azure, .vllm, .groq, .xai, .seed, .generic]

  /// OpenAI, the default: its Batch guide and API reference.
  public static let openai = Profile(
    name: "openai", urls: exactly(BatchEndpoint.values),
    maxRequests: 50_000, megabytes: 200,
    maxEmbeddingInputs: 50_000, maxEmbeddingInputsPerRequest: 2048,
    requiresOneModel: true, requiresOneURL: true)

  /// Azure OpenAI: Microsoft's batch pages. It takes the endpoints without `/v1` too.
  public static let azure = Profile(
    name: "azure",
    urls: exactly(BatchEndpoint.values)
      + BatchEndpoint.values.map { .exact(String($0.rawValue.dropFirst("/v1".count))) },
    maxRequests: 100_000, megabytes: 200,
    maxEmbeddingInputs: 50_000, maxEmbeddingInputsPerRequest: 2048,
    requiresOneModel: true, requiresOneURL: true,
    codeNames: [
      "invalid_url": "url_mismatch", "mismatched_model": "model_mismatch",
      "too_many_requests": "too_many_tasks",
    ])

  /// vLLM's `run_batch`, which runs a file at once: no limits and no completion window.
  public static let vllm = Profile(
    name: "vllm",
    urls: exactly([.chatCompletions, .embeddings]) + [
      .suffix("/score"), .suffix("/rerank"),
      .exact("/v1/audio/transcriptions"), .exact("/v1/audio/translations"),
    ],
    completionWindow: .any)

  /// Groq: chat only, and windows up to seven days.
  public static let groq = Profile(
    name: "groq", urls: exactly([.chatCompletions]),
    maxRequests: 50_000, megabytes: 100,
    completionWindow: .hours(24...168))

  /// xAI: models and endpoints may mix, and each request has a limit of its own.
  public static let xai = Profile(
    name: "xai", urls: exactly(BatchEndpoint.values) + [.exact("/v1/videos/edits")],
    maxRequests: 50_000, megabytes: 200, maxRequestBytes: 25 * 1_048_576)

  /// What the Rust types (async-openai, `batch.rs`) accept, and their comments promise.
  public static let seed = Profile(
    name: "seed", urls: exactly([.chatCompletions, .embeddings, .completions]),
    maxRequests: 50_000, megabytes: 100, maxEmbeddingInputs: 50_000,
    requiresOneURL: true, requiresBody: false)

  /// The shape of a line and nothing else.
  public static let generic = Profile(name: "generic", urls: [.any], completionWindow: .any)

  private static func exactly(_ endpoints: [BatchEndpoint]) -> [URLRule] {
    endpoints.map { .exact($0.rawValue) }
  }

  private init(
    name: String, urls: [URLRule], maxRequests: Int? = nil, megabytes: Int? = nil,
    maxRequestBytes: Int? = nil, maxEmbeddingInputs: Int? = nil,
    maxEmbeddingInputsPerRequest: Int? = nil, requiresOneModel: Bool = false,
    requiresOneURL: Bool = false, requiresBody: Bool = true,
    completionWindow: WindowRule = .exact(.w24h), codeNames: [String: String] = [:]
  ) {
    self.name = name
    self.urls = urls
    self.maxRequests = maxRequests
    self.maxBytes = megabytes.map { $0 * 1_048_576 }
    self.splitBytes = megabytes.map { $0 * 1_000_000 }
    self.maxRequestBytes = maxRequestBytes
    self.maxEmbeddingInputs = maxEmbeddingInputs
    self.maxEmbeddingInputsPerRequest = maxEmbeddingInputsPerRequest
    self.requiresOneModel = requiresOneModel
    self.requiresOneURL = requiresOneURL
    self.requiresBody = requiresBody
    self.completionWindow = completionWindow
    self.codeNames = codeNames
  }
}
