/// The number of requests of a batch in each state.
public struct BatchRequestCounts: Codable, Sendable, Hashable {
  /// All requests of the batch; 0 until the input file is validated.
  public var total: Int
  /// The requests that succeeded.
  public var completed: Int
  /// The requests that failed.
  public var failed: Int
  /// The members that this type does not name, in their order.
  public var additionalFields: JSONObject

  /// Creates counts.
  public init(
    total: Int, completed: Int, failed: Int, additionalFields: JSONObject = [:]
  ) {
    self.total = total
    self.completed = completed
    self.failed = failed
    self.additionalFields = additionalFields
  }

  enum CodingKeys: String, CodingKey {
    case total, completed, failed
  }

  /// Reads an object. Throws a `DecodingError` if a member is missing or of another kind.
  public init(from decoder: any Decoder) throws {
    let members = try MemberReader(decoder, knowing: CodingKeys.self)
    total = try members.required(.total)
    completed = try members.required(.completed)
    failed = try members.required(.failed)
    additionalFields = try members.others()
  }

  /// Writes an object.
  public func encode(to encoder: any Encoder) throws {
    let members = MemberWriter(encoder, knowing: CodingKeys.self)
    try members.write(total, .total)
    try members.write(completed, .completed)
    try members.write(failed, .failed)
    try members.writeOthers(additionalFields)
  }
}
