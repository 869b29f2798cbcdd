/// One page of a list of batches (`GET /v1/batches`).
public struct ListBatchesResponse: Codable, Sendable, Hashable {
  /// The object type, always `list`.
  public var object: String
  /// The batches of this page.
  public var data: [Batch]
  /// The ID of the first batch of this page; null when nil, as on an empty page.
  public var firstID: String?
  /// The ID of the last batch of this page, after which the next one starts; null when nil.
  public var lastID: String?
  /// Whether there is a next page.
  public var hasMore: Bool
  /// The members that this type does not name, in their order.
  public var additionalFields: JSONObject

  /// Creates a page.
  public init(
    data: [Batch], firstID: String? = nil, lastID: String? = nil, hasMore: Bool = false,
    object: String = "list", additionalFields: JSONObject = [:]
  ) {
    self.data = data
    self.firstID = firstID
    self.lastID = lastID
    self.hasMore = hasMore
    self.object = object
    self.additionalFields = additionalFields
  }

  enum CodingKeys: String, CodingKey {
    case object
    case data
    case firstID = "first_id"
    case lastID = "last_id"
    case hasMore = "has_more"
  }

  /// Reads an object. Throws a `DecodingError` if a member is missing or of another kind.
  public init(from decoder: any Decoder) throws {
    let members = try MemberReader(decoder, knowing: CodingKeys.self)
    object = try members.required(.object)
    data = try members.required(.data)
    firstID = try members.optional(.firstID)
    lastID = try members.optional(.lastID)
    hasMore = try members.required(.hasMore)
    additionalFields = try members.others()
  }

  /// Writes an object.
  public func encode(to encoder: any Encoder) throws {
    let members = MemberWriter(encoder, knowing: CodingKeys.self)
    try members.write(object, .object)
    try members.write(data, .data)
    try members.write(firstID, .firstID)
    try members.write(lastID, .lastID)
    try members.write(hasMore, .hasMore)
    try members.writeOthers(additionalFields)
  }
}
