/// Random strings and numbers in all the spellings that JSON has for them.
package enum RandomText {
  package static let keys = [
    "a", "b", "c", "id", "model", "\u{e9}", "e\u{301}", "", "a b", "x\"y", "\n",
  ]

  /// The bytes of a string and a JSON text for it.
  package static func string(_ random: inout Generator, isKey: Bool = false) -> ([UInt8], String) {
    var bytes: [UInt8] = []
    var text = "\""
    if isKey && random.below(4) > 0 {
      for scalar in random.pick(keys).unicodeScalars { append(scalar, &bytes, &text, &random) }
      return (bytes, text + "\"")
    }
    let plain: [Unicode.Scalar] = ["a", "7", " ", "{", "]", ",", ":", "/", "\"", "\\", "\u{7f}"]
    let wide: [Unicode.Scalar] = [
      "\u{e9}", "\u{301}", "\u{7ff}", "\u{800}", "\u{2028}", "\u{85}", "\u{feff}", "\u{ffff}",
      "\u{1F600}", "\u{10000}", "\u{10ffff}",
    ]
    let length = random.once(in: 20) ? random.below(100) : random.below(7)
    for _ in 0..<length {
      switch random.below(10) {
      case 0: append(random.pick(wide), &bytes, &text, &random)
      case 1: append(Unicode.Scalar(UInt8(random.below(32))), &bytes, &text, &random)
      case 2 where random.once(in: 4):
        // Lone: what follows the first half is not an escape.
        text += random.pick([#"\ud83dx"#, #"\uDFFFx"#, #"\udbff\\"#, #"\ud800\ud800x"#])
        let isDouble = text.hasSuffix(#"\ud800\ud800x"#)
        bytes += Array((isDouble ? "\u{fffd}\u{fffd}" : "\u{fffd}").utf8)
        bytes.append(text.hasSuffix("x") ? UInt8(ascii: "x") : UInt8(ascii: "\\"))
      default: append(random.pick(plain), &bytes, &text, &random)
      }
    }
    return (bytes, text + "\"")
  }

  private static func append(
    _ scalar: Unicode.Scalar, _ bytes: inout [UInt8], _ text: inout String,
    _ random: inout Generator
  ) {
    bytes += Array(String(scalar).utf8)
    let short: [Unicode.Scalar: String] = [
      "\"": #"\""#, "\\": #"\\"#, "/": #"\/"#, "\u{8}": #"\b"#, "\u{c}": #"\f"#, "\n": #"\n"#,
      "\r": #"\r"#, "\t": #"\t"#,
    ]
    if let escape = short[scalar], random.below(3) > 0 {
      text += escape
    } else if scalar.value < 0x20 || scalar == "\"" || scalar == "\\" || random.once(in: 8) {
      for unit in String(scalar).utf16 {
        let hex = String(unit, radix: 16, uppercase: random.once(in: 2))
        text += #"\u"# + String(repeating: "0", count: 4 - hex.count) + hex
      }
    } else {
      text.unicodeScalars.append(scalar)
    }
  }

  package static func number(_ random: inout Generator) -> String {
    let special = [
      "-0", "0", "9223372036854775807", "-9223372036854775808", "9223372036854775808",
      "-9223372036854775809", "1e400", "-1E+400", "1e-400", "5e-324", "0.1", "1.0", "10e0",
      "1" + String(repeating: "0", count: 400),
    ]
    if random.once(in: 3) { return random.pick(special) }
    func digits(_ most: Int) -> String {
      (0...random.below(most)).map { _ in String(random.below(10)) }.joined()
    }
    var text = random.once(in: 2) ? "-" : ""
    text +=
      random.once(in: 3)
      ? "0" : String(1 + random.below(9)) + (random.once(in: 2) ? digits(20) : "")
    if random.once(in: 2) { text += "." + digits(random.once(in: 3) ? 30 : 5) }
    if random.once(in: 3) {
      text += random.pick(["e", "E"]) + random.pick(["", "+", "-"]) + digits(3)
    }
    return text
  }
}
