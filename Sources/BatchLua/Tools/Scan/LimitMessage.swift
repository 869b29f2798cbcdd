internal import BatchModel

extension ErrorCode {
  /// The message for an exceeded limit: "50,001 requests; the service takes 50,000 a file".
  var limitMessage: String {
    func text(_ count: Int, _ noun: String, _ limit: Int, _ whole: String) -> String {
      "\(Numbers.grouped(count)) \(noun); the service takes \(Numbers.grouped(limit)) a \(whole)"
    }
    return switch self {
    case .tooManyRequests(let count, let limit): text(count, "requests", limit, "file")
    case .fileTooLarge(let bytes, let limit): text(bytes, "bytes", limit, "file")
    case .tooManyEmbeddingInputs(let count, let limit):
      text(count, "embedding inputs", limit, "batch")
    default: message
    }
  }
}
