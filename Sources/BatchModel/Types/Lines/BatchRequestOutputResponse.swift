/// The HTTP response to a request.
///
/// async-openai requires all three members. In real files any of them may be absent: Azure omits
/// the body of errors, Together the request ID, and old versions of vLLM wrote the body itself
/// instead of this object, whose members are then all in `additionalFields`.
public struct BatchRequestOutputResponse: Codable, Sendable, Hashable {
  /// The HTTP status; 200 to 299 is success. Omitted when nil.
  public var statusCode: Int?
  /// The service's ID of the HTTP request, for support cases; `""` at Azure. Omitted when nil.
  public var requestID: String?
  /// The JSON body. Omitted when nil; the null that vLLM writes is `.null`.
  public var body: JSONValue?
  /// The members that this type does not name, in their order; and nulls that were read for members
  /// that are otherwise omitted when nil.
  public var additionalFields: JSONObject

  /// Creates a response.
  public init(
    statusCode: Int?, requestID: String?, body: JSONValue?,
    additionalFields: JSONObject = [:]
  ) {
    self.statusCode = statusCode
    self.requestID = requestID
    self.body = body
    self.additionalFields = additionalFields
  }

  enum CodingKeys: String, CodingKey {
    case statusCode = "status_code"
    case requestID = "request_id"
    case body
  }

  /// Reads an object. Throws a `DecodingError` if a member is of another kind.
  public init(from decoder: any Decoder) throws {
    let members = try MemberReader(decoder, knowing: CodingKeys.self)
    statusCode = try members.optional(.statusCode)
    requestID = try members.optional(.requestID)
    body = try members.verbatim(.body)
    additionalFields = try members.others(nulls: .statusCode, .requestID)
  }

  /// Writes an object.
  public func encode(to encoder: any Encoder) throws {
    let members = MemberWriter(encoder, knowing: CodingKeys.self)
    try members.writeIfPresent(statusCode, .statusCode, additionalFields)
    try members.writeIfPresent(requestID, .requestID, additionalFields)
    try members.writeIfPresent(body, .body)
    try members.writeOthers(additionalFields)
  }
}
