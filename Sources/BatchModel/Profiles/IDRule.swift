internal import LazyJSON

/// The rule of a service for ids, beyond that they must not be empty and must be unique in a file.
public struct IDRule: Sendable, Hashable {
  /// The rule for people, such as "^[a-zA-Z0-9_-]{1,64}$".
  public let text: String
  private let longest: Int
  /// The ASCII characters that an id may contain, one bit for each.
  private let ascii: SIMD2<UInt64>
  private let takesOthers: Bool

  private init(_ text: String, longest: Int, of ascii: String, others: Bool = false) {
    self.text = text
    self.longest = longest
    takesOthers = others
    self.ascii = ascii.utf8.reduce(into: [0, 0]) { $0[Int($1 >> 6)] |= 1 << UInt64($1 & 63) }
  }

  private static let small = "abcdefghijklmnopqrstuvwxyz"
  private static let digits = "0123456789_-"

  /// From Anthropic's reference of Message Batches.
  static let anthropic = IDRule(
    "^[a-zA-Z0-9_-]{1,64}$", longest: 64, of: small + small.uppercased() + digits)

  /// From Google Cloud's requirements for the values of labels.
  static let label = IDRule(
    "small letters, digits, '_' and '-', at most 63", longest: 63, of: small + digits,
    others: true)

  /// Whether the rule allows an id. Its length is counted in characters, not in bytes.
  func accepts(_ id: Bytes) -> Bool {
    var count = 0
    for byte in id {
      if byte >= 0x80 {
        if !takesOthers { return false }
        if byte & 0xC0 == 0x80 { continue }
      } else if ascii[Int(byte >> 6)] >> UInt64(byte & 63) & 1 == 0 {
        return false
      }
      count += 1
    }
    return count <= longest
  }

  /// Whether the rule allows an id.
  public func accepts(_ id: String) -> Bool {
    var id = id
    return id.withUTF8 { accepts($0) }
  }
}
