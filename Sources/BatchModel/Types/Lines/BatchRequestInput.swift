/// One line of an input file: a request.
public struct BatchRequestInput: Codable, Sendable, Hashable {
  /// The caller's name for the request, by which its answer is found. Unique in the file.
  public var customID: String
  /// The HTTP method; services take `POST` only.
  public var method: BatchRequestInputMethod
  /// The path that the request goes to; the same on all lines of a file for most services.
  public var url: BatchEndpoint
  /// The body of the request. Services require an object; here it may be absent, as in
  /// async-openai, or of any kind. Nil is absent and written so, not as the null that async-openai
  /// writes, which no service takes; a null that was read is `.null`.
  public var body: JSONValue?
  /// The members that this type does not name.
  public var additionalFields: [String: JSONValue]

  /// A request, to chat completions unless told otherwise.
  public init(
    customID: String, method: BatchRequestInputMethod = .post, url: BatchEndpoint = .default,
    body: JSONValue?, additionalFields: [String: JSONValue] = [:]
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
    var members = MemberWriter(encoder, knowing: CodingKeys.self)
    try members.write(customID, .customID)
    try members.write(method, .method)
    try members.write(url, .url)
    try members.writeIfPresent(body, .body)
    try members.writeOthers(additionalFields)
  }
}
