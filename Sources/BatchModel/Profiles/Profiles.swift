extension Profile {
  /// Every profile, the default first.
  public static let all: [Profile] = [
    .openai, .azure, .vllm, .groq, .xai, .mistral, .together, .fireworks, .anthropic, .gemini,
    .vertex, .bedrock, .asyncOpenAI, .generic,
  ]

  /// OpenAI, the default: its Batch guide and API reference.
  public static let openai = Profile(
    name: "openai", title: "OpenAI", urls: exactly(BatchEndpoint.values), "OpenAI's eight",
    maxRequests: 50_000, megabytes: 200,
    maxEmbeddingInputs: 50_000, maxEmbeddingInputsPerRequest: 2048,
    requiresOneModel: true, requiresOneURL: true, refusesMetadataWithoutStore: true)

  /// Azure OpenAI: Microsoft's batch pages. It takes the endpoints without `/v1` too.
  public static let azure = Profile(
    name: "azure", title: "Azure OpenAI",
    urls: exactly(BatchEndpoint.values)
      + BatchEndpoint.values.map { .exact(String($0.rawValue.dropFirst("/v1".count))) },
    "OpenAI's eight, also without `/v1`",
    maxRequests: 100_000, megabytes: 200,
    maxEmbeddingInputs: 50_000, maxEmbeddingInputsPerRequest: 2048,
    requiresOneModel: true, requiresOneURL: true,
    codeNames: [
      "invalid_url": "url_mismatch", "mismatched_model": "model_mismatch",
      "too_many_requests": "too_many_tasks",
    ])

  /// vLLM's `run_batch`, which runs a file at once: no limits and no completion window.
  public static let vllm = Profile(
    name: "vllm", title: "vLLM",
    urls: exactly([.chatCompletions, .embeddings]) + [.suffix("/score"), .suffix("/rerank")]
      + audio,
    "chat, embeddings, score, rerank, audio", completionWindow: .any)

  /// Groq: chat and audio, and windows up to seven days.
  public static let groq = Profile(
    name: "groq", title: "Groq", urls: exactly([.chatCompletions]) + audio, "chat, audio",
    maxRequests: 50_000, megabytes: 100,
    completionWindow: .hours(24...168))

  /// xAI: models and endpoints may mix, and each request has a limit of its own.
  public static let xai = Profile(
    name: "xai", title: "xAI",
    urls: exactly(BatchEndpoint.values) + [.exact("/v1/videos/edits")],
    "OpenAI's eight and video edits",
    maxRequests: 50_000, megabytes: 200, maxRequestBytes: 25 * 1_048_576)

  /// Mistral's batch guide: the URL, and mostly the model, are given with the batch.
  public static let mistral = Profile(
    name: "mistral", title: "Mistral", shape: .bare, completionWindow: .any)

  /// Together: lines like Mistral's, but those for audio have a method and a URL.
  public static let together = Profile(
    name: "together", title: "Together", shape: .together, urls: audio, "audio only",
    maxRequests: 50_000, megabytes: 100, completionWindow: .exact(.w24h))

  /// Fireworks: requests like Mistral's.
  public static let fireworks = Profile(
    name: "fireworks", title: "Fireworks", shape: .fireworks, gigabytes: 1,
    completionWindow: .any)

  /// Anthropic's Message Batches: each line is an element of `requests` in the call that creates
  /// one.
  public static let anthropic = Profile(
    name: "anthropic", title: "Anthropic", shape: .anthropic, ids: .anthropic,
    maxRequests: 100_000, megabytes: 256, completionWindow: .any)

  /// Google's Gemini API.
  public static let gemini = Profile(
    name: "gemini", title: "Gemini API", shape: .gemini, gigabytes: 2, completionWindow: .any)

  /// Google's Vertex AI, where the id is a label of the request.
  public static let vertex = Profile(
    name: "vertex", title: "Vertex AI", shape: .vertex, ids: .label, completionWindow: .any)

  /// Amazon Bedrock. The limits of a job are quotas of the account.
  public static let bedrock = Profile(
    name: "bedrock", title: "Amazon Bedrock", shape: .bedrock, completionWindow: .any)

  /// What the types of async-openai (https://github.com/64bit/async-openai) decode, with the limits
  /// that their comments give.
  public static let asyncOpenAI = Profile(
    name: "async-openai", title: "the Rust types of async-openai",
    urls: exactly([.chatCompletions, .embeddings, .completions]), "chat, embeddings, completions",
    maxRequests: 50_000, megabytes: 100, maxEmbeddingInputs: 50_000,
    requiresOneURL: true, requiresBody: false)

  /// Lines of OpenAI's shape, without rules for endpoints or limits.
  public static let generic = Profile(
    name: "generic", title: "any service with lines like OpenAI's", urls: [.any], "any",
    completionWindow: .any)

  private static let audio: [URLRule] = [
    .exact("/v1/audio/transcriptions"), .exact("/v1/audio/translations"),
  ]

  private static func exactly(_ endpoints: [BatchEndpoint]) -> [URLRule] {
    endpoints.map { .exact($0.rawValue) }
  }

  private init(
    name: String, title: String, shape: Shape = .openai, ids: IDRule? = nil,
    urls: [URLRule] = [], _ urlSummary: String = "none",
    maxRequests: Int? = nil, megabytes: Int? = nil, gigabytes: Int? = nil,
    maxRequestBytes: Int? = nil, maxEmbeddingInputs: Int? = nil,
    maxEmbeddingInputsPerRequest: Int? = nil, requiresOneModel: Bool = false,
    requiresOneURL: Bool = false, refusesMetadataWithoutStore: Bool = false,
    requiresBody: Bool = true,
    completionWindow: WindowRule = .exact(.w24h), codeNames: [String: String] = [:]
  ) {
    self.name = name
    self.title = title
    self.shape = shape
    self.ids = ids
    self.urls = urls
    self.urlSummary = urlSummary
    self.maxRequests = maxRequests
    self.maxBytes = megabytes.map { $0 << 20 } ?? gigabytes.map { $0 << 30 }
    self.splitBytes = megabytes.map { $0 * 1_000_000 } ?? gigabytes.map { $0 * 1_000_000_000 }
    self.maxRequestBytes = maxRequestBytes
    self.maxEmbeddingInputs = maxEmbeddingInputs
    self.maxEmbeddingInputsPerRequest = maxEmbeddingInputsPerRequest
    self.requiresOneModel = requiresOneModel
    self.requiresOneURL = requiresOneURL
    self.refusesMetadataWithoutStore = refusesMetadataWithoutStore
    self.requiresBody = requiresBody
    self.completionWindow = completionWindow
    self.codeNames = codeNames
  }
}
