/// One line of an output or error file: the answer to a request.
///
/// A request that the service answered with an HTTP error has its `response`, with the status code
/// and the provider's error in the body; `error` is for failures that are not HTTP.
public struct BatchRequestOutput: Codable, Sendable, Hashable {
  /// The service's name for the request; left out when nil, as at Azure.
  public var id: String?
  /// The caller's name for the request, from the input file.
  public var customID: String
  /// The answer; null when nil.
  public var response: BatchRequestOutputResponse?
  /// Why there is no answer; null when nil.
  public var error: BatchRequestOutputError?
  /// The members that this type does not name.
  public var additionalFields: [String: JSONValue]

  /// An answer.
  public init(
    id: String?, customID: String, response: BatchRequestOutputResponse? = nil,
    error: BatchRequestOutputError? = nil, additionalFields: [String: JSONValue] = [:]
  ) {
    self.id = id
    self.customID = customID
    self.response = response
    self.error = error
    self.additionalFields = additionalFields
  }

  enum CodingKeys: String, CodingKey {
    case id
    case customID = "custom_id"
    case response, error
  }

  /// Reads an object. Throws a `DecodingError` if a member is missing or of another kind.
  public init(from decoder: any Decoder) throws {
    let members = try MemberReader(decoder, knowing: CodingKeys.self)
    id = try members.optional(.id)
    customID = try members.required(.customID)
    response = try members.optional(.response)
    error = try members.optional(.error)
    additionalFields = try members.others()
  }

  /// Writes an object.
  public func encode(to encoder: any Encoder) throws {
    var members = MemberWriter(encoder, knowing: CodingKeys.self)
    try members.writeIfPresent(id, .id)
    try members.write(customID, .customID)
    try members.write(response, .response)
    try members.write(error, .error)
    try members.writeOthers(additionalFields)
  }
}
