internal import Glibc

/// Borrowed bytes; the function that returns them documents how long they are valid.
package typealias Bytes = UnsafeBufferPointer<UInt8>

extension UnsafeBufferPointer<UInt8> {
  @inline(__always)
  package func equals(_ other: UnsafeBufferPointer<UInt8>) -> Bool {
    count == other.count && (count == 0 || Self.equals(baseAddress!, other.baseAddress!, count))
  }

  /// Compares up to 16 bytes inline, because most names are short.
  @inline(__always)
  private static func equals(_ a: UnsafeRawPointer, _ b: UnsafeRawPointer, _ count: Int) -> Bool {
    func differ<Word: FixedWidthInteger & BitwiseCopyable>(_ word: Word.Type, _ at: Int) -> Bool {
      a.loadUnaligned(fromByteOffset: at, as: word) != b.loadUnaligned(fromByteOffset: at, as: word)
    }
    if count > 16 { return memcmp(a, b, count) == 0 }
    if count >= 8 { return !differ(UInt64.self, 0) && !differ(UInt64.self, count - 8) }
    if count >= 4 { return !differ(UInt32.self, 0) && !differ(UInt32.self, count - 4) }
    return !differ(UInt8.self, 0) && !differ(UInt8.self, count - 1)
      && !differ(UInt8.self, count / 2)
  }

  /// Whether these are the bytes of `text`.
  package func equals(_ text: StaticString) -> Bool { equals(text.bytes) }

  /// The text, with malformed parts replaced by U+FFFD.
  package var string: String { String(decoding: self, as: UTF8.self) }
}

extension UnsafeMutablePointer<UInt8> {
  /// Copies bytes to this memory, which does not overlap them. Most texts are short: up to 16 bytes
  /// are copied as two words that may overlap, without a call.
  @inline(__always)
  func copy(_ from: UnsafePointer<UInt8>, count: Int) {
    let to = UnsafeMutableRawPointer(self)
    let from = UnsafeRawPointer(from)
    func copyEnds<Word: BitwiseCopyable>(_ word: Word.Type) {
      let last = count &- MemoryLayout<Word>.size
      let words = (
        from.loadUnaligned(as: word), from.loadUnaligned(fromByteOffset: last, as: word)
      )
      to.storeBytes(of: words.0, as: word)
      to.storeBytes(of: words.1, toByteOffset: last, as: word)
    }
    if count > 16 {
      memcpy(to, from, count)
    } else if count >= 8 {
      copyEnds(UInt64.self)
    } else if count >= 4 {
      copyEnds(UInt32.self)
    } else if count > 0 {
      self[count / 2] = from.load(fromByteOffset: count / 2, as: UInt8.self)
      copyEnds(UInt8.self)
    }
  }
}

extension StaticString {
  package var bytes: Bytes { Bytes(start: utf8Start, count: utf8CodeUnitCount) }
}
