/// One line of an input file: a request.
public struct BatchRequestInput: Codable, Sendable, Hashable {
  /// The caller's id of the request, by which its result is found. Must be unique in the file.
  public var customID: String
  /// The HTTP method. Services take only `POST`.
  public var method: BatchRequestInputMethod
  /// The path of the endpoint; most services require the same on all lines of a file.
  public var url: BatchEndpoint
  /// The body of the request. Services require an object; here it may be absent or of any kind, as
  /// in async-openai. Nil is omitted, because no service takes null; a decoded null is `.null`.
  public var body: JSONValue?
  /// The members that this type does not name, in their order.
  public var additionalFields: JSONObject

  /// Creates a request, by default to chat completions.
  public init(
    customID: String, method: BatchRequestInputMethod = .post, url: BatchEndpoint = .default,
    body: JSONValue?, additionalFields: JSONObject = [:]
  ) {
    self.customID = customID
    self.method = method
    self.url = url
    self.body = body
    self.additionalFields = additionalFields
  }

  enum CodingKeys: String, CodingKey {
    case customID = "custom_id"
    case method, url, body
  }

  /// Reads an object. Throws a `DecodingError` if a member is missing or of another kind.
  public init(from decoder: any Decoder) throws {
    let members = try MemberReader(decoder, knowing: CodingKeys.self)
    customID = try members.required(.customID)
    method = try members.required(.method)
    url = try members.required(.url)
    body = try members.verbatim(.body)
    additionalFields = try members.others()
  }

  /// Writes an object.
  public func encode(to encoder: any Encoder) throws {
    let members = MemberWriter(encoder, knowing: CodingKeys.self)
    try members.write(customID, .customID)
    try members.write(method, .method)
    try members.write(url, .url)
    try members.writeIfPresent(body, .body)
    try members.writeOthers(additionalFields)
  }
}
