/// The time within which a batch should be done, such as `24h`.
///
/// An open set: OpenAI takes only `24h`, Groq up to `7d`. Any other string is kept as it is;
/// `Profile.accepts(completionWindow:)` checks which ones a service takes.
public struct BatchCompletionWindow: RawRepresentable, Codable, Sendable, Hashable {
  /// The window as it is on the wire: a number and its unit.
  public var rawValue: String

  /// Takes any string.
  public init(rawValue: String) { self.rawValue = rawValue }

  /// `24h`
  public static let w24h = Self(rawValue: "24h")

  /// The window that OpenAI documents.
  public static let values: [Self] = [.w24h]

  /// 24 hours, the default of async-openai.
  public static let `default` = Self.w24h

  /// The window in hours, if it is a whole number of hours (`24h`) or days (`7d`); nil if not.
  public var hours: Int? {
    let digits = rawValue.utf8.dropLast()
    guard !digits.isEmpty, digits.allSatisfy({ (0x30...0x39).contains($0) }),
      let count = Int(rawValue.dropLast())
    else { return nil }
    switch rawValue.utf8.last {
    case UInt8(ascii: "h"): return count
    case UInt8(ascii: "d"):
      let (hours, overflow) = count.multipliedReportingOverflow(by: 24)
      return overflow ? nil : hours
    default: return nil
    }
  }
}
