internal import BatchModel

/// Decides where a new part begins.
struct SplitLimits {
  private var requests = Int.max
  private var bytes = Int.max
  private var tokens = Int.max
  private var inputs = Int.max
  /// The wanted number of parts, and the bytes of all.
  private let even: (parts: Int, bytes: Int)?

  /// `total`, the bytes of all inputs, is needed if a number of parts is given.
  init(_ options: SplitOptions, _ profile: Profile, hasParts: Bool, total: Int?) {
    even = options.parts.map { ($0, total ?? 0) }
    let given = [options.maxRequests, options.maxBytes, options.maxTokens, options.parts]
    if given.allSatisfy({ $0 == nil }) {
      guard hasParts else { return }
      requests = profile.maxRequests ?? .max
      bytes = profile.splitBytes ?? .max
      inputs = profile.maxEmbeddingInputs ?? .max
      return
    }
    requests = options.maxRequests ?? .max
    bytes = options.maxBytes ?? .max
    tokens = options.maxTokens ?? .max
  }

  /// Whether a line must begin a new part. `part` has lines; `number` is its number, `done` the
  /// bytes of all parts so far.
  @inline(__always)
  func begins(
    _ line: Int, _ size: RequestSize, behind part: SplitReport.Part, number: Int, done: Int
  ) -> Bool {
    if part.requests >= requests || part.bytes + line > bytes { return true }
    if part.tokens + size.tokens > tokens { return true }
    if part.embeddingInputs + size.embeddingInputs > inputs { return true }
    guard let even, number < even.parts else { return false }
    let target = even.bytes / even.parts * number + even.bytes % even.parts * number / even.parts
    return done + line > target && done + line - target > target - done
  }

  /// The problem of a line that exceeds a limit on its own; nil if it fits into a part.
  @inline(__always)
  func problem(_ line: Int, _ size: RequestSize) -> MessageText? {
    if line <= bytes && size.tokens <= tokens && size.embeddingInputs <= inputs { return nil }
    func text(_ count: Int, _ noun: String, _ most: Int) -> MessageText {
      "the line has \(Numbers.grouped(count)) \(noun), and a part may have \(Numbers.grouped(most))"
    }
    if line > bytes { return text(line, "bytes", bytes) }
    if size.tokens > tokens { return text(size.tokens, "tokens", tokens) }
    return text(size.embeddingInputs, "embedding inputs", inputs)
  }
}
