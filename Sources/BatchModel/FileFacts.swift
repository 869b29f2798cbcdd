internal import LazyJSON

/// What is known of an input file as a whole: what services limit per file.
package struct FileFacts {
  package var requests = 0
  package var bytes = 0
  package private(set) var longestLine = 0
  package private(set) var embeddingInputs = 0
  package private(set) var mostEmbeddingInputs = 0
  package private(set) var streaming = 0
  package private(set) var metadataWithoutStore = 0
  private var url: [UInt8] = []
  private var model: [UInt8] = []
  private var otherURL: String?
  private var otherModel: String?
  private var kind = Kind.other

  private enum Kind { case chat, embeddings, other }

  /// Counts a line of `length` bytes, its line end included.
  package mutating func count(line length: Int) {
    requests += 1
    bytes += length
    if length > longestLine { longestLine = length }
  }

  /// Notes the line's URL; false when the profile does not take it.
  mutating func take(url text: Bytes, profile: Profile) -> Bool {
    if same(text, url) { return true }
    guard profile.accepts(url: Span(_unsafeElements: text)) else { return false }
    if url.isEmpty {
      url = Array(text)
    } else if otherURL == nil && !url.withUnsafeBufferPointer({ $0.equals(text) }) {
      otherURL = text.string
    }
    let path = text.string
    kind =
      path.hasSuffix("/chat/completions")
      ? .chat : path.hasSuffix("/embeddings") ? .embeddings : .other
    return true
  }

  @inline(__always)
  private func same(_ text: Bytes, _ known: [UInt8]) -> Bool {
    otherURL == nil && text.count == known.count
      && known.withUnsafeBufferPointer { $0.equals(text) }
  }

  /// Notes what the body of a request asks for.
  mutating func look(at body: UInt32, in document: Document) {
    if case .string(let name) = document.member(body, "model") { take(model: name) }
    if case .boolean(true) = document.member(body, "stream") { streaming += 1 }
    switch kind {
    case .chat:
      switch document.member(body, "metadata") {
      case .absent, .null: break
      default:
        if case .boolean(true) = document.member(body, "store") { return }
        metadataWithoutStore += 1
      }
    case .embeddings:
      let inputs = Self.inputs(document.member(body, "input"), document)
      embeddingInputs += inputs
      mostEmbeddingInputs = max(mostEmbeddingInputs, inputs)
    case .other: break
    }
  }

  private mutating func take(model name: Bytes) {
    if name.count == model.count && model.withUnsafeBufferPointer({ $0.equals(name) }) { return }
    if model.isEmpty {
      model = Array(name)
    } else if otherModel == nil {
      otherModel = name.string
    }
  }

  /// A string or an array of integers is one input, an array of others as many as it has.
  private static func inputs(_ input: Value, _ document: Document) -> Int {
    guard case .array(let array) = input else { return 1 }
    if case .integer = document.element(array, 0) { return 1 }
    return (try? document.count(array)) ?? 1
  }

  /// What the service would refuse about the file, as codes with the number or name in question.
  package func problems(for profile: Profile) -> [ErrorCode] {
    var codes: [ErrorCode] = []
    func limit(_ value: Int, _ most: Int?, _ code: (Int, Int) -> ErrorCode) {
      if let most, value > most { codes.append(code(value, most)) }
    }
    limit(requests, profile.maxRequests, ErrorCode.tooManyRequests)
    limit(bytes, profile.maxBytes, ErrorCode.fileTooLarge)
    limit(longestLine, profile.maxRequestBytes, ErrorCode.requestTooLarge)
    limit(embeddingInputs, profile.maxEmbeddingInputs, ErrorCode.tooManyEmbeddingInputs)
    limit(
      mostEmbeddingInputs, profile.maxEmbeddingInputsPerRequest,
      ErrorCode.tooManyEmbeddingInputsInRequest)
    if let otherModel, profile.requiresOneModel { codes.append(.mismatchedModel(otherModel)) }
    if otherURL != nil && profile.requiresOneURL { codes.append(.invalidURL) }
    if streaming > 0 { codes.append(.streamingUnsupported) }
    return codes
  }
}
