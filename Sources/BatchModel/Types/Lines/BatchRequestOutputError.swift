/// Why a request has no answer: a failure that is not HTTP.
///
/// async-openai has two strings. Azure writes a null code and an object as the message; vLLM writes
/// the message alone, a bare string in place of the object; some tools write an HTTP status as the
/// code.
public struct BatchRequestOutputError: Codable, Sendable, Hashable {
  /// The name of the kind of error, such as `batch_expired`, `batch_cancelled`, `request_timeout`:
  /// a string as documented, or whatever was written in its place. Left out when nil; Azure's null
  /// is `.null`.
  public var code: JSONValue?
  /// What happened: a string as documented, or whatever the service wrote in its place.
  public var message: JSONValue
  /// Whether the message stands alone, in place of the object. It is then written so again, and
  /// `code` and `additionalFields` are not.
  public var isBare: Bool
  /// The members that this type does not name.
  public var additionalFields: [String: JSONValue]

  /// An error; as documented, code and message are `.string`s.
  public init(
    code: JSONValue?, message: JSONValue, isBare: Bool = false,
    additionalFields: [String: JSONValue] = [:]
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
    var members = MemberWriter(encoder, knowing: CodingKeys.self)
    try members.writeIfPresent(code, .code)
    try members.write(message, .message)
    try members.writeOthers(additionalFields)
  }
}
