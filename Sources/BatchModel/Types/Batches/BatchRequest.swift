/// The request that creates a batch (`POST /v1/batches`).
public struct BatchRequest: Codable, Sendable, Hashable {
  /// The ID of the uploaded input file: JSON Lines, uploaded with the purpose `batch`.
  public var inputFileID: String
  /// The endpoint of all requests in the batch.
  public var endpoint: BatchEndpoint
  /// The time within which the batch should be done.
  public var completionWindow: BatchCompletionWindow
  /// The caller's metadata. OpenAI takes up to 16 pairs: keys of 64, strings of 512 characters.
  /// Values of any kind, as in async-openai; `encoded()` writes the pairs by name.
  public var metadata: [String: JSONValue]?
  /// When the result files expire; omitted when nil. Not in async-openai.
  public var outputExpiresAfter: BatchOutputExpiresAfter?
  /// The members that this type does not name, in their order; and nulls that were read for members
  /// that are otherwise omitted when nil.
  public var additionalFields: JSONObject

  /// Creates a request, with the defaults of async-openai.
  public init(
    inputFileID: String, endpoint: BatchEndpoint = .default,
    completionWindow: BatchCompletionWindow = .default, metadata: [String: JSONValue]? = nil,
    outputExpiresAfter: BatchOutputExpiresAfter? = nil,
    additionalFields: JSONObject = [:]
  ) {
    self.inputFileID = inputFileID
    self.endpoint = endpoint
    self.completionWindow = completionWindow
    self.metadata = metadata
    self.outputExpiresAfter = outputExpiresAfter
    self.additionalFields = additionalFields
  }

  enum CodingKeys: String, CodingKey {
    case inputFileID = "input_file_id"
    case endpoint
    case completionWindow = "completion_window"
    case metadata
    case outputExpiresAfter = "output_expires_after"
  }

  /// Reads an object. Throws a `DecodingError` if a member is missing or of another kind.
  public init(from decoder: any Decoder) throws {
    let members = try MemberReader(decoder, knowing: CodingKeys.self)
    inputFileID = try members.required(.inputFileID)
    endpoint = try members.required(.endpoint)
    completionWindow = try members.required(.completionWindow)
    metadata = try members.optional(.metadata)
    outputExpiresAfter = try members.optional(.outputExpiresAfter)
    additionalFields = try members.others(nulls: .outputExpiresAfter)
  }

  /// Writes an object.
  public func encode(to encoder: any Encoder) throws {
    let members = MemberWriter(encoder, knowing: CodingKeys.self)
    try members.write(inputFileID, .inputFileID)
    try members.write(endpoint, .endpoint)
    try members.write(completionWindow, .completionWindow)
    try members.write(metadata, .metadata)
    try members.writeIfPresent(outputExpiresAfter, .outputExpiresAfter, additionalFields)
    try members.writeOthers(additionalFields)
  }
}
