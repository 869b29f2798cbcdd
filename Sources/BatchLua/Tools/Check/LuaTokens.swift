/// The tokens of Lua text, in the detail that a search for names needs: names, strings and numbers
/// are one token each, and so is each other character. Invalid Lua gives tokens, too.
struct LuaTokens {
  struct Token {
    enum Kind { case name, string, number, symbol }
    let kind: Kind
    let text: String
    /// 1-based.
    let line: Int

    func isSymbol(_ text: String) -> Bool { kind == .symbol && self.text == text }
    func isName(_ text: String) -> Bool { kind == .name && self.text == text }
  }

  private(set) var all: [Token] = []
  /// The comments at the beginning of the text, without their marks.
  private(set) var head: [String] = []

  private let text: [UInt8]
  private var at = 0
  private var line = 1

  init(_ text: [UInt8]) {
    self.text = text
    if text.first == UInt8(ascii: "#") { skipLine() }
    while at < text.count { next() }
  }

  private func byte(_ ahead: Int = 0) -> UInt8 {
    at + ahead < text.count ? text[at + ahead] : 0
  }

  private mutating func next() {
    let first = byte()
    switch first {
    case 0x0A:
      line += 1
      at += 1
    case 0x20, 0x09, 0x0D: at += 1
    case UInt8(ascii: "-") where byte(1) == UInt8(ascii: "-"): takeComment()
    case UInt8(ascii: "\""), UInt8(ascii: "'"): takeString(first)
    case UInt8(ascii: "["):
      if let level = longLevel { takeLong(level, .string) } else { takeSymbol() }
    case UInt8(ascii: "0")...UInt8(ascii: "9"): takeNumber()
    case _ where Self.isOfName(first): takeName()
    default: takeSymbol()
    }
  }

  private static func isOfName(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"):
      true
    default: false
    }
  }

  private mutating func add(_ kind: Token.Kind, _ bytes: ArraySlice<UInt8>, line: Int) {
    all.append(Token(kind: kind, text: String(decoding: bytes, as: UTF8.self), line: line))
  }

  private mutating func takeName() {
    let start = at
    while Self.isOfName(byte()) { at += 1 }
    add(.name, text[start..<at], line: line)
  }

  /// Takes "..", "...", "==" and the like whole; other symbols one character at a time.
  private mutating func takeSymbol() {
    let start = at
    at += 1
    while at < text.count, text[at] == text[start], ".=:".utf8.contains(text[at]) { at += 1 }
    add(.symbol, text[start..<at], line: line)
  }

  /// Takes "1e-5" or "0x1p4"; of "1..2" only the "1".
  private mutating func takeNumber() {
    let start = at
    while Self.isOfName(byte()) || byte() == UInt8(ascii: ".") && byte(1) != UInt8(ascii: ".") {
      let isExponent = "eEpP".utf8.contains(byte()) && "+-".utf8.contains(byte(1))
      at += isExponent ? 2 : 1
    }
    add(.number, text[start..<at], line: line)
  }

  private mutating func takeString(_ quote: UInt8) {
    let start = at
    let begin = line
    at += 1
    while at < text.count, text[at] != quote, text[at] != 0x0A {
      if text[at] == UInt8(ascii: "\\") {
        if byte(1) == 0x0A { line += 1 }
        at += 1
      }
      at += 1
    }
    at = min(at + 1, text.count)
    add(.string, text[start..<at], line: begin)
  }

  /// The number of "=" in the long bracket that begins here; nil if none begins here.
  private var longLevel: Int? {
    var level = 0
    while byte(1 + level) == UInt8(ascii: "=") { level += 1 }
    return byte(1 + level) == UInt8(ascii: "[") ? level : nil
  }

  private mutating func takeLong(_ level: Int, _ kind: Token.Kind?) {
    let start = at
    let begin = line
    let end = [UInt8(ascii: "]")] + [UInt8](repeating: UInt8(ascii: "="), count: level)
    at += 2 + level
    while at < text.count {
      if text[at] == 0x0A { line += 1 }
      if text[at...].starts(with: end + [UInt8(ascii: "]")]) { break }
      at += 1
    }
    at = min(at + end.count + 1, text.count)
    if let kind { add(kind, text[start..<at], line: begin) }
  }

  private mutating func takeComment() {
    at += 2
    if byte() == UInt8(ascii: "["), let level = longLevel { return takeLong(level, nil) }
    let start = at
    skipLine()
    if all.isEmpty { head.append(String(decoding: text[start..<at], as: UTF8.self)) }
  }

  private mutating func skipLine() {
    while at < text.count, text[at] != 0x0A { at += 1 }
  }
}
