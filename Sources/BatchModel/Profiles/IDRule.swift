internal import LazyJSON

/// What a service asks of the ids in a file, beyond that they are not empty and unique.
public struct IDRule: Sendable, Hashable {
  /// The rule for people, such as "^[a-zA-Z0-9_-]{1,64}$".
  public let text: String
  private let longest: Int
  /// The ASCII characters that an id may have, a bit each.
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

  /// Anthropic's.
  static let anthropic = IDRule(
    "^[a-zA-Z0-9_-]{1,64}$", longest: 64, of: small + small.uppercased() + digits)

  /// Of the values of Google's labels.
  static let label = IDRule(
    "small letters, digits, '_' and '-', at most 63", longest: 63, of: small + digits,
    others: true)

  /// Whether an id is one; characters are counted, not bytes.
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

  /// Whether an id is one.
  public func accepts(_ id: String) -> Bool {
    var id = id
    return id.withUTF8 { accepts($0) }
  }
}
