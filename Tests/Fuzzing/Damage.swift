private let interesting: [UInt8] =
  Array("{}[]:,\"\"\\\\ \t\r0123456789.-+eEuntrfalsbx/".utf8)
  + [0x00, 0x0C, 0x1A, 0x1F, 0x7F, 0x80, 0xBF, 0xC3, 0xA9, 0xE2, 0xED, 0xA0, 0xF0, 0x9F, 0xFF]

/// `text` with one to four bytes or pieces flipped, deleted, inserted or doubled.
package func damaged(_ text: [UInt8], _ random: inout Generator) -> [UInt8] {
  var text = text
  for _ in 0...random.below(4) {
    let at = random.below(text.count + 1)
    let end = min(text.count, at + 1 + random.below(8))
    switch random.below(5) {
    case 0 where at < text.count: text[at] ^= 1 << random.below(8)
    case 1 where at < text.count: text[at] = random.pick(interesting)
    case 2: text.removeSubrange(at..<(random.once(in: 2) ? end : min(at + 1, end)))
    case 3: text.insert(random.pick(interesting), at: at)
    default: text.insert(contentsOf: text[at..<end], at: random.below(text.count + 1))
    }
  }
  return text
}

extension [UInt8] {
  /// For messages: with escapes for what is not printable.
  package var debugText: String {
    map { (0x20..<0x7F).contains($0) ? String(Unicode.Scalar($0)) : "\\x" + String($0, radix: 16) }
      .joined()
  }
}
