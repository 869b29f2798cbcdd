/// One line of an output or error file: the result of a request.
///
/// For an HTTP error, `response` has the status code, and its body the provider's error. `error` is
/// for failures outside of HTTP, such as an expired batch.
public struct BatchRequestOutput: Codable, Sendable, Hashable {
  /// The service's id of the result; omitted when nil, as Azure does.
  public var id: String?
  /// The caller's id of the request, from the input file.
  public var customID: String
  /// The HTTP response; null when nil.
  public var response: BatchRequestOutputResponse?
  /// Why there is no response; null when nil.
  public var error: BatchRequestOutputError?
  /// The members that this type does not name, in their order; and nulls that were read for members
  /// that are otherwise omitted when nil.
  public var additionalFields: JSONObject

  /// Creates a result.
  public init(
    id: String?, customID: String, response: BatchRequestOutputResponse? = nil,
    error: BatchRequestOutputError? = nil, additionalFields: JSONObject = [:]
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
    additionalFields = try members.others(nulls: .id)
  }

  /// Writes an object.
  public func encode(to encoder: any Encoder) throws {
    let members = MemberWriter(encoder, knowing: CodingKeys.self)
    try members.writeIfPresent(id, .id, additionalFields)
    try members.write(customID, .customID)
    try members.write(response, .response)
    try members.write(error, .error)
    try members.writeOthers(additionalFields)
  }
}
