/// An error of an input file, as a service reports it and as `ErrorCode.error(line:profile:)` makes
/// it.
///
/// async-openai requires `code` and `message`; OpenAI documents all four as optional.
public struct BatchError: Codable, Sendable, Hashable {
  /// The code, such as `duplicate_custom_id`; omitted when nil.
  public var code: String?
  /// The error for people; omitted when nil.
  public var message: String?
  /// The path of the member that caused the error, such as `body.model`; null when nil.
  public var param: String?
  /// The line of the input file, counted from 1 over all physical lines; null when nil.
  public var line: Int?
  /// The members that this type does not name, in their order; and nulls that were read for members
  /// that are otherwise omitted when nil.
  public var additionalFields: JSONObject

  /// Creates an error, about the whole file if `line` is nil.
  public init(
    code: String?, message: String?, param: String? = nil, line: Int? = nil,
    additionalFields: JSONObject = [:]
  ) {
    self.code = code
    self.message = message
    self.param = param
    self.line = line
    self.additionalFields = additionalFields
  }

  enum CodingKeys: String, CodingKey {
    case code, message, param, line
  }

  /// Reads an object. Throws a `DecodingError` if a member is of another kind.
  public init(from decoder: any Decoder) throws {
    let members = try MemberReader(decoder, knowing: CodingKeys.self)
    code = try members.optional(.code)
    message = try members.optional(.message)
    param = try members.optional(.param)
    line = try members.optional(.line)
    additionalFields = try members.others(nulls: .code, .message)
  }

  /// Writes an object.
  public func encode(to encoder: any Encoder) throws {
    let members = MemberWriter(encoder, knowing: CodingKeys.self)
    try members.writeIfPresent(code, .code, additionalFields)
    try members.writeIfPresent(message, .message, additionalFields)
    try members.write(param, .param)
    try members.write(line, .line)
    try members.writeOthers(additionalFields)
  }
}
