internal import LazyJSON

/// What is known of an input file as a whole: what services limit per file.
package struct FileFacts: ~Copyable {
  /// All that a record changes, so that it can be taken back.
  package struct Counts: BitwiseCopyable {
    package var requests = 0
    package var bytes = 0
    package var longestLine = 0
    package var embeddingInputs = 0
    package var mostEmbeddingInputs = 0
    package var streaming = 0
    package var metadataWithoutStore = 0
    /// Lines with half of a surrogate pair, and the number of the first one, from 1.
    package var unpaired = 0
    package var firstUnpaired = 0
    var kind = Kind.other
    var url: Name?, model: Name?, otherModel: Name?
    var hasOtherURL = false
    /// Bytes of `names` that stay: what a record that is taken back has put behind is overwritten.
    var named = 0
  }

  /// Where a name stands in `names`.
  struct Name: BitwiseCopyable {
    let start: Int
    let count: Int
  }

  enum Kind { case chat, embeddings, other }

  package var counts = Counts()
  private var names = ByteBuffer()

  package init() {}

  /// Counts a line of `length` bytes, its line end included.
  package mutating func count(line length: Int) {
    counts.requests += 1
    counts.bytes += length
    if length > counts.longestLine { counts.longestLine = length }
  }

  /// Notes that the line that was counted last has half of a surrogate pair.
  package mutating func noteUnpaired() {
    counts.unpaired += 1
    if counts.firstUnpaired == 0 { counts.firstUnpaired = counts.requests }
  }

  /// Notes the line's URL; false when the profile does not take it.
  mutating func take(url text: Bytes, profile: Profile) -> Bool {
    let isKnown = counts.url.map { text.equals(bytes(of: $0)) } ?? false
    if isKnown && !counts.hasOtherURL { return true }
    guard profile.accepts(url: Span(_unsafeElements: text)) else { return false }
    if counts.url == nil {
      counts.url = keep(text)
    } else if !isKnown {
      counts.hasOtherURL = true
    }
    let path = text.string
    counts.kind =
      path.hasSuffix("/chat/completions")
      ? .chat : path.hasSuffix("/embeddings") ? .embeddings : .other
    return true
  }

  private static let keys = MemberKeys("model", "stream", "metadata", "store", "input")

  /// Notes what the body of a request asks for; false, with nothing noted, when that cannot be
  /// seen before it is written.
  mutating func look(at body: UInt32, in document: Document) -> Bool {
    withUnsafeTemporaryAllocation(of: MemberPlace.self, capacity: 5) { places in
      document.find(body, Self.keys, places.baseAddress!)
      if counts.kind == .embeddings, case .foreign = document.value(places[4]) { return false }
      if case .string(let name) = document.value(places[0]) { take(model: name) }
      if case .boolean(true) = document.value(places[1]) { counts.streaming += 1 }
      switch counts.kind {
      case .chat:
        switch document.value(places[2]) {
        case .absent, .null: break
        default:
          if case .boolean(true) = document.value(places[3]) { break }
          counts.metadataWithoutStore += 1
        }
      case .embeddings:
        let inputs = Self.inputs(document.value(places[4]), document)
        counts.embeddingInputs += inputs
        counts.mostEmbeddingInputs = max(counts.mostEmbeddingInputs, inputs)
      case .other: break
      }
      return true
    }
  }

  private mutating func take(model name: Bytes) {
    if let model = counts.model {
      if counts.otherModel != nil || name.equals(bytes(of: model)) { return }
      counts.otherModel = keep(name)
    } else {
      counts.model = keep(name)
    }
  }

  private mutating func keep(_ name: Bytes) -> Name {
    let start = counts.named
    names.count = start
    names.append(name)
    counts.named = names.count
    return Name(start: start, count: name.count)
  }

  private func bytes(of name: Name) -> Bytes {
    Bytes(rebasing: names.elements[name.start..<name.start + name.count])
  }

  /// From now on the facts are those of another file.
  package mutating func startFile() {
    let named = counts.named
    counts = Counts()
    counts.named = named
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
    limit(counts.requests, profile.maxRequests, ErrorCode.tooManyRequests)
    limit(counts.bytes, profile.maxBytes, ErrorCode.fileTooLarge)
    limit(counts.longestLine, profile.maxRequestBytes, ErrorCode.requestTooLarge)
    limit(counts.embeddingInputs, profile.maxEmbeddingInputs, ErrorCode.tooManyEmbeddingInputs)
    limit(
      counts.mostEmbeddingInputs, profile.maxEmbeddingInputsPerRequest,
      ErrorCode.tooManyEmbeddingInputsInRequest)
    if let other = counts.otherModel, profile.requiresOneModel {
      codes.append(.mismatchedModel(bytes(of: other).string))
    }
    if counts.hasOtherURL && profile.requiresOneURL { codes.append(.invalidURL) }
    if counts.streaming > 0 { codes.append(.streamingUnsupported) }
    return codes
  }
}
