internal import LazyJSON

/// Base64 (RFC 4648 section 4).
extension Table<UInt8> {
  private static let letters: [UInt8] = Array(
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)

  /// Appends bytes as base64 with padding.
  mutating func append(base64 bytes: Bytes) {
    reserve((bytes.count + 2) / 3 * 4)
    var to = base + count
    count += (bytes.count + 2) / 3 * 4
    Self.letters.withUnsafeBufferPointer { letters in
      func put(_ word: UInt32) {
        to[0] = letters[Int(word >> 18 & 63)]
        to[1] = letters[Int(word >> 12 & 63)]
        to[2] = letters[Int(word >> 6 & 63)]
        to[3] = letters[Int(word & 63)]
        to += 4
      }
      var at = 0
      while at + 3 <= bytes.count {
        put(UInt32(bytes[at]) << 16 | UInt32(bytes[at + 1]) << 8 | UInt32(bytes[at + 2]))
        at += 3
      }
      if at == bytes.count { return }
      let hasTwo = at + 1 < bytes.count
      put(UInt32(bytes[at]) << 16 | (hasTwo ? UInt32(bytes[at + 1]) << 8 : 0))
      to[-1] = UInt8(ascii: "=")
      if !hasTwo { to[-2] = UInt8(ascii: "=") }
    }
  }

  /// The value of each byte as base64; from 64 on for bytes without a value.
  private static let values: [UInt8] = {
    var values = [UInt8](repeating: other, count: 256)
    for (value, letter) in letters.enumerated() { values[Int(letter)] = UInt8(value) }
    values[Int(UInt8(ascii: "-"))] = 62
    values[Int(UInt8(ascii: "_"))] = 63
    for byte in " \t\r\n".utf8 { values[Int(byte)] = blank }
    values[Int(UInt8(ascii: "="))] = padding
    return values
  }()
  private static var blank: UInt8 { 64 }
  private static var padding: UInt8 { 65 }
  private static var other: UInt8 { 66 }

  /// Appends the bytes that base64 encodes. Accepts the alphabet of section 5 too, white space
  /// anywhere, and text without padding. Throws for any other byte, and for text that is cut off.
  mutating func append(decoding text: Bytes) throws(BindingError) {
    reserve(text.count / 4 * 3 + 3)
    var to = base + count
    var (at, word, held) = (0, UInt32(0), 0)
    var problem: BindingError?
    Self.values.withUnsafeBufferPointer { values in
      func value(_ offset: Int) -> UInt32 { UInt32(values[Int(text[at + offset])]) }
      while at < text.count {
        if held == 0 && at + 4 <= text.count {
          let (a, b, c, d) = (value(0), value(1), value(2), value(3))
          if a | b | c | d < 64 {
            let word = a << 18 | b << 12 | c << 6 | d
            to[0] = UInt8(truncatingIfNeeded: word >> 16)
            to[1] = UInt8(truncatingIfNeeded: word >> 8)
            to[2] = UInt8(truncatingIfNeeded: word)
            to += 3
            at += 4
            continue
          }
        }
        let next = value(0)
        if next >= 64 && next != UInt32(Self.blank) { break }
        at += 1
        if next >= 64 { continue }
        word = word << 6 | next
        held += 1
        if held == 4 {
          for shift: UInt32 in [16, 8, 0] {
            to.pointee = UInt8(truncatingIfNeeded: word >> shift)
            to += 1
          }
          (word, held) = (0, 0)
        }
      }
      problem = Self.end(of: text, at: at, held: held, rest: word, values)
    }
    if let problem { throw problem }
    // Two letters encode one byte, three letters two.
    word <<= UInt32(24 - 6 * held)
    for shift in [UInt32(16), 8].prefix(max(held - 1, 0)) {
      to.pointee = UInt8(truncatingIfNeeded: word >> shift)
      to += 1
    }
    count = to - base
  }

  /// The problem of the text from the byte `at` on, which is not a letter; nil if only padding and
  /// white space follow. Before it are `held` letters of an incomplete group, with the bits
  /// `rest`.
  private static func end(
    of text: Bytes, at: Int, held: Int, rest: UInt32, _ values: UnsafeBufferPointer<UInt8>
  ) -> BindingError? {
    func problem(_ what: String) -> BindingError { BindingError("batch.unbase64: \(what)") }
    func isPadding(_ byte: UInt8) -> Bool { values[Int(byte)] == padding }
    var at = at
    var paddings = 0
    while at < text.count, isPadding(text[at]) || values[Int(text[at])] == blank {
      if isPadding(text[at]) { paddings += 1 }
      if paddings > (held < 2 ? 0 : 4 - held) {
        return problem("byte \(at + 1) is '=', where no padding belongs")
      }
      at += 1
    }
    if at < text.count {
      if paddings > 0 { return problem("byte \(at + 1) follows the padding") }
      let byte = text[at]
      let isShown = byte > 0x20 && byte < 0x7F
      let what = isShown ? "'\(Character(Unicode.Scalar(byte)))'" : "0x\(String(byte, radix: 16))"
      let isURL = text.count > 5 && Bytes(rebasing: text[..<5]).equals("data:")
      return problem(
        "byte \(at + 1) is \(what), no letter of base64"
          + (isURL ? "; of a data URL it takes what follows the comma" : ""))
    }
    let unused: UInt32 = held == 2 ? 0xF : held == 3 ? 3 : 0
    let isCut = held == 1 || rest & unused != 0 || paddings > 0 && paddings < 4 - held
    return isCut ? problem("the text is cut off after byte \(text.count)") : nil
  }
}
