internal import Glibc
internal import Synchronization

/// An unpaired surrogate in JSON text, such as `\ud83d` alone. RFC 8259 section 8.2 allows it, but
/// it is not a character: it is decoded as U+FFFD, and most services reject it.
package enum UnpairedSurrogate {
  private static let seen = Atomic(false)

  /// Whether any text that was indexed in this process had one. Otherwise written lines have none,
  /// because strings of programs cannot have any.
  @inline(__always)
  package static var wasSeen: Bool { seen.load(ordering: .relaxed) }

  static func note() { seen.store(true, ordering: .relaxed) }
}

extension Bytes {
  /// Whether valid JSON text has an unpaired surrogate.
  package var hasUnpairedSurrogate: Bool {
    var at = 0
    while let next = nextBackslash(from: at) {
      at = next + 2
      guard self[next + 1] == UInt8(ascii: "u"), isSurrogate(at) else { continue }
      at += 4
      let isPair =
        !isSecondHalf(next + 2) && at + 6 <= count && self[at] == 0x5C
        && self[at + 1] == UInt8(ascii: "u") && isSecondHalf(at + 2)
      if !isPair { return true }
      at += 6
    }
    return false
  }

  private func nextBackslash(from at: Int) -> Int? {
    guard at < count, let found = memchr(baseAddress! + at, 0x5C, count - at) else { return nil }
    return UnsafeRawPointer(found) - UnsafeRawPointer(baseAddress!)
  }

  /// Whether the four digits at `at` are a surrogate, D800 to DFFF.
  private func isSurrogate(_ at: Int) -> Bool {
    self[at] | 0x20 == UInt8(ascii: "d") && self[at + 1] >= UInt8(ascii: "8")
  }

  /// Whether the four digits at `at` are the second half of a pair.
  private func isSecondHalf(_ at: Int) -> Bool {
    self[at] | 0x20 == UInt8(ascii: "d") && self[at + 1] | 0x20 >= UInt8(ascii: "c")
  }
}
