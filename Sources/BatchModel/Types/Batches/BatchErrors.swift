/// The errors of an input file, in `Batch.errors`.
///
/// async-openai requires both members; here they are optional, as OpenAI documents them.
public struct BatchErrors: Codable, Sendable, Hashable {
  /// The object type, `list`; omitted when nil.
  public var object: String?
  /// The errors, one for each line and problem; omitted when nil.
  public var data: [BatchError]?
  /// The members that this type does not name, in their order; and nulls that were read for members
  /// that are otherwise omitted when nil.
  public var additionalFields: JSONObject

  /// Creates a list of errors.
  public init(
    object: String? = "list", data: [BatchError]?, additionalFields: JSONObject = [:]
  ) {
    self.object = object
    self.data = data
    self.additionalFields = additionalFields
  }

  enum CodingKeys: String, CodingKey {
    case object, data
  }

  /// Reads an object. Throws a `DecodingError` if a member is of another kind.
  public init(from decoder: any Decoder) throws {
    let members = try MemberReader(decoder, knowing: CodingKeys.self)
    object = try members.optional(.object)
    data = try members.optional(.data)
    additionalFields = try members.others(nulls: .object, .data)
  }

  /// Writes an object.
  public func encode(to encoder: any Encoder) throws {
    let members = MemberWriter(encoder, knowing: CodingKeys.self)
    try members.writeIfPresent(object, .object, additionalFields)
    try members.writeIfPresent(data, .data, additionalFields)
    try members.writeOthers(additionalFields)
  }
}
