/// The state of a batch.
///
/// An open set: a status that is not among `values` is kept as it is.
public struct BatchStatus: RawRepresentable, Codable, Sendable, Hashable {
  /// The status as it is on the wire, in snake case.
  public var rawValue: String

  /// Takes any string.
  public init(rawValue: String) { self.rawValue = rawValue }

  /// The input file is being validated.
  public static let validating = Self(rawValue: "validating")
  /// The input file failed validation.
  public static let failed = Self(rawValue: "failed")
  /// The requests are being processed.
  public static let inProgress = Self(rawValue: "in_progress")
  /// All requests are done, and the result files are being prepared.
  public static let finalizing = Self(rawValue: "finalizing")
  /// The result files are ready.
  public static let completed = Self(rawValue: "completed")
  /// The completion window ended before all requests were done.
  public static let expired = Self(rawValue: "expired")
  /// The batch is being cancelled; requests in progress may still finish.
  public static let cancelling = Self(rawValue: "cancelling")
  /// The batch was cancelled.
  public static let cancelled = Self(rawValue: "cancelled")

  /// The states that OpenAI documents, in its order.
  public static let values: [Self] = [
    .validating, .failed, .inProgress, .finalizing, .completed, .expired, .cancelling, .cancelled,
  ]
}
