import Fuzzing
import Testing

@testable import LazyJSON

/// Splitting text into lines of JSON.
@Suite struct LinesTests {
  let owner = OwnedDocument()

  private func lines(_ text: String) throws -> [String] {
    try owner.index(Array(text.utf8))
    return owner.document.lines.map { line in
      "\(line.number): "
        + (line.problem?.description ?? Fuzzing.text(owner.document.bytes(of: line)))
    }
  }

  @Test func linesEndWithLF() throws {
    #expect(try lines("1\n[2]\n{}\n") == ["0: 1", "1: [2]", "2: {}"])
    #expect(owner.document.physicalLines == 3)
  }

  @Test func theLastLineMayLackItsEnd() throws {
    #expect(try lines("1\n2") == ["0: 1", "1: 2"])
    #expect(owner.document.physicalLines == 2)
    #expect(try lines("\"a") == ["0: string without an end at byte 0"])
  }

  @Test func oneCRBeforeLFIsNotContent() throws {
    #expect(try lines("1\r\n{\"a\":\"b\"}\r\n[]\r") == ["0: 1", "1: {\"a\":\"b\"}", "2: []"])
    #expect(try lines("1\r\r\n") == ["0: 1\r"])
    #expect(try owner.splicedLines() == "1\r")
  }

  @Test func blankLinesCount() throws {
    #expect(try lines("\n \t\n1\n\r\n\n2\n\n") == ["2: 1", "5: 2"])
    #expect(owner.document.physicalLines == 7)
    for blank in ["", "\n", "\n\n", " \t\r\n", "  "] { #expect(try lines(blank) == []) }
    #expect(owner.document.physicalLines == 1)
  }

  @Test func otherLineEndsAreContent() throws {
    let all = "\"a\u{2028}b\u{2029}c\u{85}d\""
    #expect(try lines(all + "\n1") == ["0: " + all, "1: 1"])
    #expect(try lines("[1,\r2]\n") == ["0: [1,\r2]"])
    #expect(try lines("1\r2\n3") == ["0: more text after the JSON value at byte 2", "1: 3"])
    #expect(
      try lines("\"a\rb\"\n3")
        == ["0: unescaped control character in a string at byte 2", "1: 3"])
    #expect(try lines("1\u{2028}2") == ["0: invalid number at byte 0"])
    #expect(try lines("[]\u{85}[]") == ["0: more text after the JSON value at byte 2"])
  }

  @Test(arguments: [
    "\"", "\"a", "\"a\\", "\\", "1\\", "\\\"", "\"a\\\"", "{\"a\":\"", "[", "]", "{\"a\":[\"\\",
  ])
  func aBrokenLineLeavesItsNeighbours(broken: String) throws {
    let found = try lines("[\"x\"]\n\(broken)\n{\"y\":1}\n\(broken)\n\"z\"\n")
    #expect(found.count == 5)
    #expect([found[0], found[2], found[4]] == ["0: [\"x\"]", "2: {\"y\":1}", "4: \"z\""])
    #expect(owner.document.lines[1].problem != nil)
    #expect(owner.document.lines[3].problem == owner.document.lines[1].problem)
    #expect(owner.member(owner.document.lines[2].root, "y").isSame(as: .integer(1)))
  }

  @Test func aBrokenByteLeavesItsNeighbours() throws {
    try owner.index(Array("1\n\"".utf8) + [0xE2, 0x82] + Array("\n2\n".utf8) + [0xFF])
    #expect(
      owner.document.lines.map { $0.problem?.description }
        == [nil, "invalid UTF-8 at byte 1", nil, "invalid UTF-8 at byte 0"])
  }

  @Test func aLongLineWorks() throws {
    let element = Array(#"{"text":"0123456789 \n \u00e9 é"},"#.utf8)
    var text = Array("[1]\n[".utf8)
    text.reserveCapacity(21 << 20)
    while text.count < 20 << 20 { text += element }
    text += Array("2]\n3".utf8)
    try owner.index(text)
    let lines = owner.document.lines
    #expect(lines.map { $0.problem?.description } == [nil, nil, nil])
    let array = lines[1].root
    let count = try owner.document.count(array)
    #expect(count == (text.count - 9) / element.count + 1)
    #expect(owner.document.element(array, count - 1).isSame(as: .integer(2)))
    let last = try #require(owner.document.element(array, count - 2).container)
    try owner.set(last, "text", .null)
    var output = ByteBuffer()
    try owner.document.splice(line: lines[1], into: &output, foreign: ForeignTexts())
    let end = Bytes(rebasing: Bytes(start: output.base, count: output.count).suffix(40))
    #expect(Fuzzing.text(end).hasSuffix(#"é"},{"text":null},2]"#))
  }

  @Test func manyLinesWork() throws {
    let count = 20_000
    try owner.index((0..<count).flatMap { Array("{\"n\":\($0)}\n".utf8) })
    #expect(owner.document.lines.count == count)
    #expect(owner.document.physicalLines == count)
    let isRight = owner.document.lines.enumerated().allSatisfy { at, line in
      Int(line.number) == at && owner.member(line.root, "n").isSame(as: .integer(Int64(at)))
    }
    #expect(isRight)
    for line in owner.document.lines.reversed() { try owner.set(line.root, "n", .null) }
    #expect(try owner.splicedLines().utf8.count == count * 11 - 1)
  }

  /// None is missed however many stand together, and wherever.
  @Test func clustersOfLineEndsAndBackslashes() throws {
    for length in Array(1..<150) + [5000, 20_003] {
      let ends = String(repeating: "\n", count: length)
      let text = "\"" + String(repeating: #"\n"#, count: length) + #"\x""#
      let problem = "\(length): invalid escape in a string at byte \(2 * length + 1)"
      #expect(try lines(ends + text + ends + "1") == [problem, "\(2 * length): 1"])
    }
  }

  @Test func aClearedDocumentIsNew() throws {
    #expect(try lines("[1,2,3]\n{\"a\":1}") == ["0: [1,2,3]", "1: {\"a\":1}"])
    _ = owner.document.element(0, 2)
    try owner.set(4, "a", string: "b")
    owner.document.clear()
    #expect(owner.document.text.isEmpty)
    #expect(owner.document.lines.isEmpty)
    #expect(owner.document.physicalLines == 0)
    #expect(try lines("[4,5,6]") == ["0: [4,5,6]"])
    #expect(!owner.document.isChanged(0))
    #expect(owner.document.element(0, 2).isSame(as: .integer(6)))
    // Less room than is there.
    owner.document.clear(limit: 16)
    #expect(try lines("{\"a\":1}\n") == ["0: {\"a\":1}"])
  }
}
