import Testing

@testable import BatchLua

struct PathTests {
  @Test func pathsAreEqualWhenTheirBytesAre() {
    #expect(Path("\u{E9}") != Path("e\u{301}"))
    #expect(Path("a") == "a")
    #expect(Path(bytes: [0x63, 0xE9]) != Path("c\u{FFFD}"))
    #expect(Set([Path("\u{E9}"), Path("e\u{301}")]).count == 2)
  }

  @Test(
    arguments: [
      ([0x61, 0xE9, 0x2E], "a\\xe9."),
      (Array("é\u{1F600}/b".utf8), "é\u{1F600}/b"),
      (Array("a\nb\u{1B}[2J".utf8), "a\\nb\\x1b[2J"),
      (Array("\u{202E}x".utf8), "\\u{202e}x"),
      ([0xF0, 0x9F, 0x98], "\\xf0\\x9f\\x98"),
      ([], ""),
    ] as [([UInt8], String)])
  func messagesShowWhatIsNoTextEscaped(bytes: [UInt8], text: String) {
    #expect(Path(bytes: bytes).description == text)
  }

  @Test(arguments: [
    ("a", "."), ("a/b", "a"), ("/a", "/"), ("/", "/"), ("a/b/", "a"), ("a//b", "a"), ("./a", "."),
    ("", "."), ("//a", "/"),
  ])
  func theParentIsTheDirectory(path: String, parent: String) {
    #expect(Path(path).parent == Path(parent))
  }

  @Test(arguments: [("a", "b", "a/b"), ("a/", "b", "a/b"), ("a", "/b", "/b"), ("/", "b", "/b")])
  func aChildIsInTheDirectory(path: String, child: String, whole: String) {
    #expect(Path(path).child(Path(child)) == Path(whole))
  }

  /// It would be another file.
  @Test func aZeroIsNotWhereThePathEnds() throws {
    let scratch = try Scratch()
    let path = try scratch.write("x", to: "a")
    #expect(throws: (any Error).self) { try InputFile(Path(path + "\0b")) }
    #expect(try InputFile(Path(path)).size == 1)
  }

  @Test func aLongNameIsNotCutInACharacter() throws {
    for length in 210...216 {
      let name = String(repeating: "x", count: length) + "ééé"
      let temporary = try OutputTarget(Path("/tmp/" + name)).temporaryName
      #expect(temporary.name.count <= 250)
      #expect(!temporary.description.contains("\\x"))
    }
  }
}
