/// A batch, as the service describes it (`GET /v1/batches/{batch_id}`).
///
/// All times are Unix time stamps in seconds. Unless noted, nil is written as null. `endpoint` and
/// `completionWindow` are plain strings, as in async-openai.
public struct Batch: Codable, Sendable, Hashable {
  /// The ID of the batch.
  public var id: String
  /// The object type, always `batch`.
  public var object: String
  /// The endpoint of the batch, as the service wrote it.
  public var endpoint: String
  /// The model of the batch; omitted when nil. Not in async-openai.
  public var model: String?
  /// The errors of the input file, if it failed validation.
  public var errors: BatchErrors?
  /// The ID of the input file.
  public var inputFileID: String
  /// The time within which the batch should be done, as the service wrote it.
  public var completionWindow: String
  /// The state of the batch.
  public var status: BatchStatus
  /// The ID of the file of successful answers; nil or `""` if there is none.
  public var outputFileID: String?
  /// The ID of the file of failures; nil or `""` if there is none.
  public var errorFileID: String?
  /// When the batch was created.
  public var createdAt: Int
  /// When processing of its requests started.
  public var inProgressAt: Int?
  /// When it will expire.
  public var expiresAt: Int?
  /// When finalizing started: the result files are prepared.
  public var finalizingAt: Int?
  /// When it was completed.
  public var completedAt: Int?
  /// When it failed.
  public var failedAt: Int?
  /// When it expired.
  public var expiredAt: Int?
  /// When cancelling started.
  public var cancellingAt: Int?
  /// When it was cancelled.
  public var cancelledAt: Int?
  /// How many requests are in which state.
  public var requestCounts: BatchRequestCounts?
  /// The tokens used; omitted when nil. Not in async-openai.
  public var usage: BatchUsage?
  /// The caller's metadata, from the `BatchRequest`: values of any kind, as in async-openai;
  /// `encoded()` writes the pairs by name.
  public var metadata: [String: JSONValue]?
  /// The members that this type does not name, in their order; and nulls that were read for members
  /// that are otherwise omitted when nil.
  public var additionalFields: JSONObject

  /// Creates a batch; members that are not given are nil.
  public init(
    id: String, object: String = "batch", endpoint: String, model: String? = nil,
    errors: BatchErrors? = nil, inputFileID: String, completionWindow: String, status: BatchStatus,
    outputFileID: String? = nil, errorFileID: String? = nil, createdAt: Int,
    inProgressAt: Int? = nil, expiresAt: Int? = nil, finalizingAt: Int? = nil,
    completedAt: Int? = nil, failedAt: Int? = nil, expiredAt: Int? = nil, cancellingAt: Int? = nil,
    cancelledAt: Int? = nil, requestCounts: BatchRequestCounts? = nil, usage: BatchUsage? = nil,
    metadata: [String: JSONValue]? = nil, additionalFields: JSONObject = [:]
  ) {
    self.id = id
    self.object = object
    self.endpoint = endpoint
    self.model = model
    self.errors = errors
    self.inputFileID = inputFileID
    self.completionWindow = completionWindow
    self.status = status
    self.outputFileID = outputFileID
    self.errorFileID = errorFileID
    self.createdAt = createdAt
    self.inProgressAt = inProgressAt
    self.expiresAt = expiresAt
    self.finalizingAt = finalizingAt
    self.completedAt = completedAt
    self.failedAt = failedAt
    self.expiredAt = expiredAt
    self.cancellingAt = cancellingAt
    self.cancelledAt = cancelledAt
    self.requestCounts = requestCounts
    self.usage = usage
    self.metadata = metadata
    self.additionalFields = additionalFields
  }

  enum CodingKeys: String, CodingKey {
    case id
    case object
    case endpoint
    case model
    case errors
    case inputFileID = "input_file_id"
    case completionWindow = "completion_window"
    case status
    case outputFileID = "output_file_id"
    case errorFileID = "error_file_id"
    case createdAt = "created_at"
    case inProgressAt = "in_progress_at"
    case expiresAt = "expires_at"
    case finalizingAt = "finalizing_at"
    case completedAt = "completed_at"
    case failedAt = "failed_at"
    case expiredAt = "expired_at"
    case cancellingAt = "cancelling_at"
    case cancelledAt = "cancelled_at"
    case requestCounts = "request_counts"
    case usage
    case metadata
  }

  /// Reads an object. Throws a `DecodingError` if a member is missing or of another kind.
  public init(from decoder: any Decoder) throws {
    let members = try MemberReader(decoder, knowing: CodingKeys.self)
    id = try members.required(.id)
    object = try members.required(.object)
    endpoint = try members.required(.endpoint)
    model = try members.optional(.model)
    errors = try members.optional(.errors)
    inputFileID = try members.required(.inputFileID)
    completionWindow = try members.required(.completionWindow)
    status = try members.required(.status)
    outputFileID = try members.optional(.outputFileID)
    errorFileID = try members.optional(.errorFileID)
    createdAt = try members.required(.createdAt)
    inProgressAt = try members.optional(.inProgressAt)
    expiresAt = try members.optional(.expiresAt)
    finalizingAt = try members.optional(.finalizingAt)
    completedAt = try members.optional(.completedAt)
    failedAt = try members.optional(.failedAt)
    expiredAt = try members.optional(.expiredAt)
    cancellingAt = try members.optional(.cancellingAt)
    cancelledAt = try members.optional(.cancelledAt)
    requestCounts = try members.optional(.requestCounts)
    usage = try members.optional(.usage)
    metadata = try members.optional(.metadata)
    additionalFields = try members.others(nulls: .model, .usage)
  }

  /// Writes an object.
  public func encode(to encoder: any Encoder) throws {
    let members = MemberWriter(encoder, knowing: CodingKeys.self)
    try members.write(id, .id)
    try members.write(object, .object)
    try members.write(endpoint, .endpoint)
    try members.writeIfPresent(model, .model, additionalFields)
    try members.write(errors, .errors)
    try members.write(inputFileID, .inputFileID)
    try members.write(completionWindow, .completionWindow)
    try members.write(status, .status)
    try members.write(outputFileID, .outputFileID)
    try members.write(errorFileID, .errorFileID)
    try members.write(createdAt, .createdAt)
    try members.write(inProgressAt, .inProgressAt)
    try members.write(expiresAt, .expiresAt)
    try members.write(finalizingAt, .finalizingAt)
    try members.write(completedAt, .completedAt)
    try members.write(failedAt, .failedAt)
    try members.write(expiredAt, .expiredAt)
    try members.write(cancellingAt, .cancellingAt)
    try members.write(cancelledAt, .cancelledAt)
    try members.write(requestCounts, .requestCounts)
    try members.writeIfPresent(usage, .usage, additionalFields)
    try members.write(metadata, .metadata)
    try members.writeOthers(additionalFields)
  }
}
