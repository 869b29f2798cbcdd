import Testing

@testable import BatchLua

@Suite struct LuaTokensTests {
  private func texts(_ text: String) -> [String] {
    LuaTokens(Array(text.utf8)).all.map { "\($0.text)" }
  }

  @Test(arguments: [
    ("a.b:c(1)", ["a", ".", "b", ":", "c", "(", "1", ")"]), ("x..y", ["x", "..", "y"]),
    ("a == 'b\\'c'", ["a", "==", "'b\\'c'"]),
    ("x=1e-5+0x1p+4-y", ["x", "=", "1e-5", "+", "0x1p+4", "-", "y"]),
    ("1..x", ["1", "..", "x"]), ("[[a\nb]] c", ["[[a\nb]]", "c"]),
    ("[==[a]]]==] c", ["[==[a]]]==]", "c"]),
    ("--[[ x\n]] y -- z", ["y"]), ("--[=[ x ]] ]=] y", ["y"]), ("'open\nx", ["'open\n", "x"]),
    ("#!x\ny", ["y"]), ("t[1]", ["t", "[", "1", "]"]), ("[[open", ["[[open"]), ("", []),
    ("'\\", ["'\\"]),
    ("goto a ::a::", ["goto", "a", "::", "a", "::"]),
  ])
  func tokens(text: String, expected: [String]) { #expect(texts(text) == expected) }

  @Test func linesAndHead() {
    let tokens = LuaTokens(Array("#!x\n-- a\n--b\n\nlocal x = [[\n\n]] y 'a\\\nb' z -- c".utf8))
    #expect(tokens.head == [" a", "b"])
    #expect(tokens.all.filter { $0.kind == .name }.map(\.line) == [5, 5, 7, 8])
  }

  @Test func wordsOfAShell() {
    let cases: [(String, [String]?)] = [
      ("", []), ("a  b\n\tc", ["a", "b", "c"]), ("-D 'x=a b' \"c\\\"d\"", ["-D", "x=a b", "c\"d"]),
      ("a\\ b '' # c\nd", ["a b", "", "d"]), ("a#b", ["a#b"]), ("'a\\b'", ["a\\b"]), ("'x", nil),
      ("\"x", nil),
    ]
    for (text, words) in cases { #expect(ShellWords.split(text) == words, "\(text)") }
  }

  @Test func differences() {
    func diff(_ old: String, _ new: String) -> [String] {
      LineDiff(expected: old, found: new).text(limit: 4)
    }
    #expect(diff("a\nb\n", "a\nb\n") == [])
    #expect(diff("a\nb\nc\n", "a\nc\n") == ["- 2: b"])
    #expect(diff("a\nc\n", "a\nb\nc\n") == ["+ 2: b"])
    #expect(diff("a\nb\nc\n", "a\nx\nc\n") == ["- 2: b", "+ 2: x"])
    #expect(diff("", "1\n2\n3\n4\n5\n6\n").suffix(2) == ["+ 4: 4", "  and 2 more"])
    let long = String(repeating: "x", count: 300)
    let found = diff(long + "a\n", long + "b\n")
    #expect(found.count == 2 && found.allSatisfy { $0.count < 200 && $0.contains("…x") })
    #expect(found[0].hasSuffix("xa") && found[1].hasSuffix("xb"))
  }
}
