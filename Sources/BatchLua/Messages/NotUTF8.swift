internal import LazyJSON

/// What is said of text in another encoding.
enum NotUTF8 {
  /// `place` is where the byte stands, " in column 'text'".
  static func text(_ bytes: Bytes, _ at: Int, place: String = "") -> String {
    let byte = String(bytes[at], radix: 16, uppercase: true)
    return "the byte 0x\(byte)\(place) is not UTF-8; \(remedy)"
  }

  static let remedy =
    "save the file as UTF-8, or convert it: iconv -f WINDOWS-1252 -t UTF-8 FILE"
}

extension Bytes {
  /// Where the first byte stands that is not well-formed UTF-8.
  var firstBadByte: Int? {
    if isUTF8 { return nil }
    var (good, bad) = (0, count)
    // The longest prefix that is well-formed, but for a character that it may cut.
    while bad - good > 1 {
      let middle = (good + bad) / 2
      var end = middle
      while end > good && end > middle - 4 && self[end] & 0xC0 == 0x80 { end -= 1 }
      if end > good && Bytes(rebasing: self[..<end]).isUTF8 {
        good = end
      } else if end == good {
        break
      } else {
        bad = end
      }
    }
    var at = good
    while at < count {
      let length = self[at] < 0x80 ? 1 : self[at] < 0xE0 ? 2 : self[at] < 0xF0 ? 3 : 4
      let end = Swift.min(at + length, count)
      if !Bytes(rebasing: self[at..<end]).isUTF8 { return at }
      at = end
    }
    return good
  }
}
