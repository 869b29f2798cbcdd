/// What can be wrong with an input file or one of its lines, with the code and message for it.
///
/// A case carries the values that its message names. Code and message are OpenAI's where they are
/// known; where no service documents them, they are batchlua's own.
public enum ErrorCode: Sendable, Hashable {
  /// A line is not JSON.
  case invalidJSONLine
  /// One of `custom_id`, `method`, `url`, `body` is missing.
  case missingRequiredParameter(String)
  /// An earlier request has the same `custom_id`.
  case duplicateCustomID(String)
  /// A model differs from that of the first request.
  case mismatchedModel(String)
  /// A URL is not one that the service takes. `profile` is the name of its profile.
  case invalidURL(String, profile: String)
  /// A URL differs from that of the first request, which is given too.
  case mismatchedURL(String, first: String)
  /// A `custom_id` breaks a rule of the service, which is given as text for people.
  case invalidCustomID(String, rule: String)
  /// A line has the shape of other profiles, whose names are given.
  case otherProfile([String])
  /// An object has a key more than once, of which services read the last. The path of the key.
  case duplicateKey(String)
  /// A chat request has `metadata` without `store: true`.
  case metadataWithoutStore
  /// The body has `stream: true`.
  case streamingUnsupported
  /// A body lacks a member that its endpoint requires, such as `model` or `messages`.
  case invalidRequest(missing: String)
  /// The file has no request.
  case emptyFile
  /// A member that the reference of the service does not know. The path of the member.
  case unknownParameter(String)
  /// The method is not `POST`.
  case invalidMethod(String)
  /// A member, or without `param` the line itself, is of the wrong kind. Kinds are given with their
  /// article: "a string", "an array".
  case invalidType(param: String?, expected: String, found: String)
  /// A string has an unpaired surrogate, such as `\ud83d` alone, which is not a character. `param`
  /// is nil if its path is not known.
  case unpairedSurrogate(param: String?)
  /// The file has more requests than the service takes.
  case tooManyRequests(count: Int, limit: Int)
  /// The file has more bytes than the service takes.
  case fileTooLarge(bytes: Int, limit: Int)
  /// A line has more bytes than the service takes.
  case requestTooLarge(bytes: Int, limit: Int)
  /// The requests of the file have more embedding inputs than the service takes.
  case tooManyEmbeddingInputs(count: Int, limit: Int)
  /// One request has more embedding inputs than the service takes.
  case tooManyEmbeddingInputsInRequest(count: Int, limit: Int)

  /// The name of the code, as OpenAI writes it; see `Profile.name(of:)` for those of others.
  public var name: String {
    switch self {
    case .invalidJSONLine: "invalid_json_line"
    case .missingRequiredParameter: "missing_required_parameter"
    case .duplicateCustomID: "duplicate_custom_id"
    case .mismatchedModel: "mismatched_model"
    case .invalidURL, .mismatchedURL: "invalid_url"
    case .invalidCustomID: "invalid_custom_id"
    case .otherProfile: "other_profile"
    case .duplicateKey: "duplicate_key"
    case .streamingUnsupported: "streaming_unsupported"
    case .invalidRequest, .metadataWithoutStore: "invalid_request"
    case .emptyFile: "empty_file"
    case .unknownParameter: "unknown_parameter"
    case .invalidMethod: "invalid_method"
    case .invalidType: "invalid_type"
    case .unpairedSurrogate: "unpaired_surrogate"
    case .tooManyRequests: "too_many_requests"
    case .fileTooLarge: "file_too_large"
    case .requestTooLarge: "request_too_large"
    case .tooManyEmbeddingInputs, .tooManyEmbeddingInputsInRequest: "too_many_embedding_inputs"
    }
  }

  /// The path of the member that caused the error, such as `body.model`; nil if it is about a whole
  /// line or file. In the names of OpenAI's lines: see `Profile.param(of:)` for those of others.
  public var param: String? {
    switch self {
    case .missingRequiredParameter(let key): key
    case .duplicateCustomID, .invalidCustomID: "custom_id"
    case .mismatchedModel: "body.model"
    case .invalidURL, .mismatchedURL: "url"
    case .unknownParameter(let path): path
    case .streamingUnsupported: "body.stream"
    case .invalidRequest(let key): "body." + key
    case .metadataWithoutStore: "body.metadata"
    case .invalidMethod: "method"
    case .duplicateKey(let path): path
    case .invalidType(let param, _, _), .unpairedSurrogate(let param): param
    case .tooManyEmbeddingInputs, .tooManyEmbeddingInputsInRequest: "body.input"
    case .invalidJSONLine, .otherProfile, .emptyFile, .tooManyRequests, .fileTooLarge,
      .requestTooLarge:
      nil
    }
  }

  /// The error as a service reports it. `line` is counted from 1; nil for the whole file.
  public func error(line: Int? = nil, profile: Profile = .openai) -> BatchError {
    BatchError(
      code: profile.name(of: self), message: message, param: profile.param(of: self), line: line)
  }
}
