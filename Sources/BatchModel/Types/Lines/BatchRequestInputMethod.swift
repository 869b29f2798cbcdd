/// The HTTP method of a request.
///
/// Any string is decoded, so that a wrong method can be reported with its line. Services take only
/// `POST`, in upper case.
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
