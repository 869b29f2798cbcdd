extension ErrorCode {
  /// The error for people, in one or more sentences.
  public var message: String {
    switch self {
    case .invalidJSONLine:
      "This line is not parseable as valid JSON."
    case .missingRequiredParameter(let key):
      "Missing required parameter: '\(key)'."
    case .duplicateCustomID(let id):
      "The custom_id '\(id)' for this request is a duplicate of another request. "
        + "The custom_id parameter must be unique for each request in a batch."
    case .mismatchedModel(let model):
      "The model '\(model)' for this request does not match the rest of the batch. "
        + "Each batch must contain requests for a single model."
    case .invalidURL(let url, let profile):
      "The URL provided for this request does not match the batch endpoint: "
        + "'\(url)' is none that the profile \(profile) takes."
    case .mismatchedURL(let url, let first):
      "The URL provided for this request does not match the batch endpoint: "
        + "'\(url)' is another than that of the first request, '\(first)'."
    case .invalidCustomID(let id, let rule):
      "The custom_id '\(id)' for this request is none that the service takes: \(rule)."
    case .otherProfile(let names):
      "This line is as the profile \(names.joined(separator: " or ")) has it."
    case .duplicateKey(let path):
      "The key '\(path)' stands more than once; services read the last."
    case .metadataWithoutStore:
      "The 'metadata' parameter is only allowed when 'store' is enabled."
    case .streamingUnsupported:
      "Chat Completions: Streaming is not supported in the Batch API."
    case .invalidRequest(let key):
      key.prefix(1).uppercased() + key.dropFirst() + " parameter is required."
    case .emptyFile:
      "The input file is empty. Please ensure that the batch contains at least one request."
    case .unknownParameter(let path):
      "Unknown parameter: '\(path)'."
    case .invalidMethod(let method):
      "The method '\(method)' is not supported. Each request in a batch must use POST."
    case .invalidType(let param, let expected, let found):
      "Invalid type for \(param.map { "'\($0)'" } ?? "this line"): "
        + "expected \(expected), but got \(found)."
    case .unpairedSurrogate(let param):
      "Half of a surrogate pair, such as \\ud83d alone, stands in \(param ?? "this line"): it is no "
        + "character, and most services refuse it."
    case .tooManyRequests(let count, let limit):
      "The input file contains \(count) requests. A batch may contain at most \(limit) requests."
    case .fileTooLarge(let bytes, let limit):
      "The input file is \(bytes) bytes long. It may be at most \(limit) bytes long."
    case .requestTooLarge(let bytes, let limit):
      "This request is \(bytes) bytes long. It may be at most \(limit) bytes long."
    case .tooManyEmbeddingInputs(let count, let limit):
      "The requests in this batch contain \(count) embedding inputs. "
        + "A batch may contain at most \(limit) embedding inputs."
    case .tooManyEmbeddingInputsInRequest(let count, let limit):
      "This request contains \(count) embedding inputs. "
        + "A request may contain at most \(limit) embedding inputs."
    }
  }
}
