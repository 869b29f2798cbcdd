internal import LazyJSON

/// Messages for text in another encoding.
enum OtherEncoding {
  /// The message for a byte that is not UTF-8. `location` is where it is, such as " in column
  /// 'text'".
  static func text(_ bytes: Bytes, _ at: Int, where location: String = "") -> String {
    let byte = String(bytes[at], radix: 16, uppercase: true)
    return "the byte 0x\(byte)\(location) is not UTF-8; \(remedy(for: bytes, at))"
  }

  /// The message for a file in another encoding, to follow its name; `name` is the encoding for
  /// iconv.
  static func text(_ name: String) -> String {
    "UTF-16; iconv -f \(name) -t UTF-8 FILE makes it UTF-8"
  }

  static let nul = "a NUL byte, which no text has: is the file whole?"

  /// What to do about a byte that is not UTF-8: it may be the second one of a packed file behind
  /// others.
  static func remedy(for bytes: Bytes, _ at: Int) -> String {
    if at > 0, let packed = Compression(beginning: bytes[(at - 1)...]) {
      return "\(packed.name) bytes begin there: unpack the files before they are put together"
    }
    return "save the file as UTF-8, or convert it: iconv -f WINDOWS-1252 -t UTF-8 FILE"
  }
}

extension Bytes {
  /// The encoding of a text that begins with a mark of UTF-16, or in which every other byte is 0
  /// from the start and none between them.
  var nameOfUTF16: String? {
    let head = prefix(4)
    if head.starts(with: [0xFF, 0xFE]) || head.starts(with: [0xFE, 0xFF]) { return "UTF-16" }
    func has(_ zero: Int) -> Bool {
      head.indices.allSatisfy { (head[$0] == 0) == ($0 % 2 == zero) }
    }
    if head.count < 2 { return nil }
    return has(1) ? "UTF-16LE" : has(0) ? "UTF-16BE" : nil
  }

  /// The index of the first byte that is not well-formed UTF-8.
  var firstBadByte: Int? {
    if isUTF8 { return nil }
    var at = 0
    while at < count {
      let length = self[at] < 0x80 ? 1 : self[at] < 0xE0 ? 2 : self[at] < 0xF0 ? 3 : 4
      let end = Swift.min(at + length, count)
      if !Bytes(rebasing: self[at..<end]).isUTF8 { return at }
      at = end
    }
    return nil
  }
}
