/// Why a request has no response: a failure outside of HTTP.
///
/// async-openai has two strings. Azure writes a null code and an object as the message; vLLM writes
/// a string instead of this object; some tools write an HTTP status as the code.
public struct BatchRequestOutputError: Codable, Sendable, Hashable {
  /// The code, such as `batch_expired`, `batch_cancelled`, `request_timeout`: documented as a
  /// string, kept as it was written. Omitted when nil; Azure's null is `.null`.
  public var code: JSONValue?
  /// What happened: documented as a string, kept as it was written.
  public var message: JSONValue
  /// Whether the error is a bare message instead of an object. It is then encoded as the message
  /// alone, without `code` and `additionalFields`.
  public var isBare: Bool
  /// The members that this type does not name, in their order.
  public var additionalFields: JSONObject

  /// Creates an error. Documented are strings as code and message.
  public init(
    code: JSONValue?, message: JSONValue, isBare: Bool = false,
    additionalFields: JSONObject = [:]
  ) {
    self.code = code
    self.message = message
    self.isBare = isBare
    self.additionalFields = additionalFields
  }

  enum CodingKeys: String, CodingKey {
    case code, message
  }

  /// Reads an object or a bare string. Throws a `DecodingError` for anything else, and for an
  /// object without a message.
  public init(from decoder: any Decoder) throws {
    if let bare = try? decoder.singleValueContainer().decode(String.self) {
      self.init(code: nil, message: .string(bare), isBare: true)
    } else {
      let members = try MemberReader(decoder, knowing: CodingKeys.self)
      try self.init(
        code: members.verbatim(.code), message: members.required(.message),
        additionalFields: members.others())
    }
  }

  /// Writes an object, or the message alone if it is bare.
  public func encode(to encoder: any Encoder) throws {
    if isBare { return try message.encode(to: encoder) }
    let members = MemberWriter(encoder, knowing: CodingKeys.self)
    try members.writeIfPresent(code, .code)
    try members.write(message, .message)
    try members.writeOthers(additionalFields)
  }
}
