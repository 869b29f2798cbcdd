/// The HTTP method of a request.
///
/// An open set in reading, so that a wrong method can be reported with its line; services take
/// `POST` only, in capitals.
public struct BatchRequestInputMethod: RawRepresentable, Codable, Sendable, Hashable {
  /// The method as it is on the wire.
  public var rawValue: String

  /// Takes any string.
  public init(rawValue: String) { self.rawValue = rawValue }

  /// `POST`
  public static let post = Self(rawValue: "POST")

  /// The method that OpenAI documents.
  public static let values: [Self] = [.post]
}
