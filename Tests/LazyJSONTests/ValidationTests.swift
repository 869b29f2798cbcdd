import Fuzzing
import Testing

@testable import LazyJSON

/// What is JSON after RFC 8259, and what is said about what is not.
@Suite struct ValidationTests {
  static let valid: [String] = [
    "null", "true", "false", " \t\r\n null \t\r\n ", "{}", "[]", "\"\"", "[ ]", "{ }",
    // Numbers of any size and precision.
    "0", "-0", "-0.0", "0e0", "0E+1", "0.0e-0", "1e400", "-1e400", "1e-400", "1E5", "10", "1.5e+3",
    "9223372036854775808", "123456789012345678901234567890", String(repeating: "9", count: 400),
    "0." + String(repeating: "0", count: 400) + "1", "1e99999999999999999999",
    // Strings.
    #""\"\\\/\b\f\n\r\t""#, #""\u0000\u001f\uABCD\uabcd\uAbCd""#, #""\ud83d\ude00""#,
    #""\ud800""#, #""\udc00""#, #""\ud800\ud800""#, #""\udc00\ud800""#, #""\ud800\u0041""#,
    #""\ud800\n""#, "\"\u{7F}\u{80}\u{7FF}\u{800}\u{FFFF}\u{10000}\u{10FFFF}\"",
    "\"\u{2028}\u{2029}\u{85}\u{FEFF}\"", #""a\\""#, #""a\\\"""#, #""/\/""#,
    // Structure.
    "[1,2]", "[[],{}]", #"{"":0}"#, #"{"a":1,"a":2}"#, #"{"a":{"b":[{"c":null}]}}"#,
    "[\n1\r,\t2 ]", #"[true,false,null,"x",1.5,{}]"#, #""[{,:}]""#,
  ]

  @Test(arguments: valid) func accepts(text: String) {
    #expect(OwnedDocument().problem(Array(text.utf8)) == nil)
    #expect(ReferenceReader.accepts(Array(text.utf8)))
  }

  static let invalid: [(text: String, problem: String)] = [
    ("", "no JSON value at byte 0"),
    (" \t\r\n", "no JSON value at byte 4"),
    // Numbers.
    ("01", "invalid number at byte 0"), ("-01", "invalid number at byte 0"),
    ("00", "invalid number at byte 0"), ("1.", "invalid number at byte 0"),
    ("[1.]", "invalid number at byte 1"), ("1.e5", "invalid number at byte 0"),
    ("1e", "invalid number at byte 0"), ("1e+", "invalid number at byte 0"),
    ("1E-x", "invalid number at byte 0"), ("-", "invalid number at byte 0"),
    ("-a", "invalid number at byte 0"), ("--1", "invalid number at byte 0"),
    ("1a", "invalid number at byte 0"), ("0x10", "invalid number at byte 0"),
    ("1_000", "invalid number at byte 0"), ("1\"a\"", "invalid number at byte 0"),
    ("1\u{0}", "invalid number at byte 0"), ("1\u{c}", "invalid number at byte 0"),
    ("1.5.5", "invalid number at byte 0"), ("1\u{FF11}", "invalid number at byte 0"),
    (".5", "expected a JSON value at byte 0"), ("+1", "expected a JSON value at byte 0"),
    ("-Infinity", "invalid number at byte 0"), ("1 2", "more text after the JSON value at byte 2"),
    // Literals.
    ("NaN", "expected a JSON value at byte 0"), ("Infinity", "expected a JSON value at byte 0"),
    ("nul", "expected a JSON value at byte 0"), ("nulll", "expected a JSON value at byte 0"),
    ("True", "expected a JSON value at byte 0"), ("truefalse", "expected a JSON value at byte 0"),
    ("true\u{0}", "expected a JSON value at byte 0"), ("[nul", "expected a JSON value at byte 1"),
    ("undefined", "expected a JSON value at byte 0"), ("'a'", "expected a JSON value at byte 0"),
    ("a", "expected a JSON value at byte 0"), ("\u{0}", "expected a JSON value at byte 0"),
    ("[1]\u{c}", "more text after the JSON value at byte 3"),
    ("\u{FEFF}{}", "expected a JSON value at byte 0"),
    ("[\u{FEFF}1]", "expected a JSON value at byte 1"),
    ("[\u{A0}1]", "expected a JSON value at byte 1"),
    // Comments.
    ("/**/1", "expected a JSON value at byte 0"), ("# a\n1", "expected a JSON value at byte 0"),
    ("[1/**/]", "invalid number at byte 1"), ("[]//", "more text after the JSON value at byte 2"),
    // Strings.
    (#""\x41""#, "invalid escape in a string at byte 1"),
    (#""a\'""#, "invalid escape in a string at byte 2"),
    (#""\U0041""#, "invalid escape in a string at byte 1"),
    (#""\u""#, "invalid escape in a string at byte 1"),
    (#""\u004""#, "invalid escape in a string at byte 1"),
    (#"["\u004","b"]"#, "invalid escape in a string at byte 2"),
    (#""\u004g""#, "invalid escape in a string at byte 1"),
    (#""\u 041""#, "invalid escape in a string at byte 1"),
    (#""\n\n\ud800\u12x4""#, "invalid escape in a string at byte 11"),
    (#"{"\q":1}"#, "invalid escape in a string at byte 2"),
    ("\"\\\u{e9}\"", "invalid escape in a string at byte 1"),
    ("\"\\\n\"", "unescaped control character in a string at byte 2"),
    ("\"a\u{0}b\"", "unescaped control character in a string at byte 2"),
    ("[\"\u{1f}\"]", "unescaped control character in a string at byte 2"),
    ("\"\t\"", "unescaped control character in a string at byte 1"),
    ("\"", "string without an end at byte 0"), (#"[1, "abc]"#, "string without an end at byte 4"),
    (#"{"a":"b\"}"#, "string without an end at byte 5"),
    (#""\"#, "string without an end at byte 0"),
    (#"["a","b\\\"]"#, "string without an end at byte 5"),
    // Arrays.
    ("[", "array or object without an end at byte 0"),
    ("[1", "array or object without an end at byte 0"),
    ("[1,", "array or object without an end at byte 0"),
    ("[1,[2", "array or object without an end at byte 3"),
    ("[1,]", "expected a value at byte 3"), ("[,1]", "expected a value at byte 1"),
    ("[1,,2]", "expected a value at byte 3"), ("[,]", "expected a value at byte 1"),
    ("[1 2]", "expected ',' or ']' at byte 3"), ("[1:2]", "expected ',' or ']' at byte 2"),
    ("[1}", "expected ',' or ']' at byte 2"), ("[}", "expected a value at byte 1"),
    (#"["a""b"]"#, "expected ',' or ']' at byte 4"), (#"["a"b]"#, "expected ',' or ']' at byte 4"),
    ("]", "expected a value at byte 0"), ("[]]", "more text after the JSON value at byte 2"),
    (",", "expected a value at byte 0"), (":", "expected a value at byte 0"),
    // Objects.
    ("{", "array or object without an end at byte 0"),
    (#"{"a""#, "expected ':' after a key at byte 4"),
    (#"{"a":"#, "array or object without an end at byte 0"),
    (#"{"a":1"#, "array or object without an end at byte 0"),
    (#"{"a":1,"#, "array or object without an end at byte 0"),
    (#"{"a":1,"b""#, "expected ':' after a key at byte 10"),
    (#"{"a":1,"b" "#, "expected ':' after a key at byte 11"),
    (#"{"a":1,"b":"#, "array or object without an end at byte 0"),
    (#"{"a":1,2"#, "expected a key in double quotes at byte 7"),
    (#"{"a":1,"\q""#, "invalid escape in a string at byte 8"),
    (#"{"a":1,"b","#, "expected ':' after a key at byte 10"),
    (#"{"a":"b""#, "array or object without an end at byte 0"),
    (#"{"a":1,}"#, "expected a key in double quotes at byte 7"),
    ("{,}", "expected a key in double quotes at byte 1"),
    ("{a:1}", "expected a key in double quotes at byte 1"),
    ("{1:1}", "expected a key in double quotes at byte 1"),
    ("{]", "expected a key in double quotes at byte 1"),
    (#"{"a" 1}"#, "expected ':' after a key at byte 5"),
    (#"{"a",1}"#, "expected ':' after a key at byte 4"),
    (#"{"a"}"#, "expected ':' after a key at byte 4"),
    (#"{"a":}"#, "expected a value at byte 5"), (#"{"a"::1}"#, "expected a value at byte 5"),
    (#"{"a":1 "b":2}"#, "expected ',' or '}' at byte 7"),
    (#"{"a":1]"#, "expected ',' or '}' at byte 6"),
    ("{}{}", "more text after the JSON value at byte 2"),
    ("[1][2]", "more text after the JSON value at byte 3"),
    ("\"a\" \"b\"", "more text after the JSON value at byte 4"),
    ("}", "expected a value at byte 0"),
  ]

  @Test(arguments: invalid) func refuses(text: String, problem: String) throws {
    let bytes = Array(text.utf8)
    #expect(OwnedDocument().problem(bytes)?.description == problem)
    #expect(!ReferenceReader.accepts(bytes))

    // The same in the second of three lines, with offsets counted from its start.
    guard !text.isEmpty, !text.utf8.contains(0x0A) else { return }
    let lines = OwnedDocument()
    try lines.index(Array("[1]\n".utf8) + bytes + Array("\n{}".utf8))
    #expect(lines.document.lines.map { $0.problem?.description } == [nil, problem, nil])
  }

  /// Digits are looked at by eights.
  @Test(arguments: 1...25) func digitsOfAnyNumber(count: Int) {
    let digits = String((0..<count).map { Character(String(($0 + 1) % 10)) })
    for start in ["", "-", "0.", "-3.", "5e", "5.0E-"] {
      #expect(OwnedDocument().problem(Array("[\(start)\(digits)]".utf8)) == nil)
      #expect(OwnedDocument().problem(Array("\(start)\(digits)".utf8)) == nil)
      for other in ["/", ";", "p", "\u{0}", "\u{B1}"] {
        let text = "[\(start)\(digits)\(other)12345678]"
        let problem = OwnedDocument().problem(Array(text.utf8))
        #expect(problem?.description == "invalid number at byte 1")
      }
    }
  }

  static let malformed: [(bytes: [UInt8], offset: Int)] = [
    ([0x80], 1), ([0xBF], 1), ([0xC0, 0x80], 1), ([0xC1, 0xBF], 1), ([0xC2], 1),
    ([0xC2, 0x41], 1), ([0xE0, 0x80, 0x80], 1), ([0xE0, 0x9F, 0xBF], 1), ([0xE2, 0x82], 1),
    ([0xE2, 0x28, 0xA1], 1), ([0xED, 0xA0, 0x80], 1), ([0xED, 0xBF, 0xBF], 1),
    ([0xF0, 0x80, 0x80, 0x80], 1), ([0xF0, 0x8F, 0xBF, 0xBF], 1), ([0xF0, 0x9F, 0x98], 1),
    ([0xF4, 0x90, 0x80, 0x80], 1), ([0xF5, 0x80, 0x80, 0x80], 1), ([0xF8, 0x88, 0x80, 0x80], 1),
    ([0xFE], 1), ([0xFF], 1), ([0x61, 0xC3, 0xA9, 0xFF], 4), ([0xC3, 0xA9, 0xA9], 3),
  ]

  @Test(arguments: malformed) func refusesMalformedUTF8(bytes: [UInt8], offset: Int) {
    let closed = [0x22] + bytes + [0x22]
    #expect(OwnedDocument().problem(closed)?.description == "invalid UTF-8 at byte \(offset)")
    #expect(!bytes.withUnsafeBufferPointer(\.isUTF8))
    // Cut off at the end of the text, and outside of a string.
    let open = [0x22] + bytes
    #expect(OwnedDocument().problem(open)?.description == "invalid UTF-8 at byte \(offset)")
    let bare = [0x20] + bytes
    #expect(OwnedDocument().problem(bare)?.description == "invalid UTF-8 at byte \(offset)")
  }

  @Test(arguments: ["[", #"{"a":"#]) func depthIsBounded(open: String) throws {
    let close = open == "[" ? "]" : "}"
    func nested(_ levels: Int) -> [UInt8] {
      Array((String(repeating: open, count: levels - 1) + "[]").utf8)
        + Array(String(repeating: close, count: levels - 1).utf8)
    }
    #expect(Indexer.maximumDepth == 1024)
    #expect(OwnedDocument().problem(nested(1024)) == nil)
    let refused = OwnedDocument().problem(nested(1025))?.description
    #expect(refused == "nested deeper than 1024 levels at byte \(1024 * open.utf8.count)")
  }
}
