/// When the output and error files of a batch expire. Added by OpenAI; not in async-openai.
public struct BatchOutputExpiresAfter: Codable, Sendable, Hashable {
  /// The start of the time; always `created_at`, when the file was created.
  public var anchor: String
  /// The time in seconds. OpenAI takes `secondsRange`; other numbers are kept as they are.
  public var seconds: Int
  /// The members that this type does not name, in their order.
  public var additionalFields: JSONObject

  /// The values of `seconds` that OpenAI takes: an hour to thirty days.
  public static let secondsRange = 3600...2_592_000

  /// Creates an expiry this many seconds after the anchor.
  public init(
    anchor: String = "created_at", seconds: Int, additionalFields: JSONObject = [:]
  ) {
    self.anchor = anchor
    self.seconds = seconds
    self.additionalFields = additionalFields
  }

  enum CodingKeys: String, CodingKey {
    case anchor, seconds
  }

  /// Reads an object. Throws a `DecodingError` if a member is missing or of another kind.
  public init(from decoder: any Decoder) throws {
    let members = try MemberReader(decoder, knowing: CodingKeys.self)
    anchor = try members.required(.anchor)
    seconds = try members.required(.seconds)
    additionalFields = try members.others()
  }

  /// Writes an object.
  public func encode(to encoder: any Encoder) throws {
    let members = MemberWriter(encoder, knowing: CodingKeys.self)
    try members.write(anchor, .anchor)
    try members.write(seconds, .seconds)
    try members.writeOthers(additionalFields)
  }
}
