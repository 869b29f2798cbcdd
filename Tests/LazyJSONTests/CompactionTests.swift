import Fuzzing
import Testing

@testable import LazyJSON

@Suite struct CompactionTests {
  @Test func wakesWithTheSameNodes() throws {
    let owner = OwnedDocument()
    let text = "{\"a\":[1,\"x\"]}\n\nbroken\n {\"b\":\"\\n\"} \n"
    try owner.index(Array(text.utf8))
    let before = (0..<5).map { owner.document.node($0).start }
    let roots = owner.document.lines.map(\.root)

    owner.document.compact(until: owner.indexer)
    #expect(owner.document.isCompacted)
    #expect(owner.document.text.string == text)
    owner.document.restore()

    #expect(!owner.document.isCompacted)
    #expect((0..<5).map { owner.document.node($0).start } == before)
    #expect(owner.document.lines.map(\.root) == roots)
    #expect(owner.document.lines.map { $0.problem == nil } == [true, false, true])
    guard case .string(let decoded) = owner.document.member(roots[2], "b") else {
      Issue.record("the member is not a string")
      return
    }
    #expect(decoded.string == "\n")
  }

  @Test func changesAreThereAfterwards() throws {
    let owner = try OwnedDocument(#"{"a":1,"b":{"c":[1,2]},"a":3}"#)
    try owner.set(0, "b", .boolean(true))
    try owner.set(0, "new", string: "text")
    try owner.document.insertElement(6, 0, .integer(0))
    let written = try owner.spliced()

    owner.document.compact(until: owner.indexer)
    owner.document.restore()

    #expect(try owner.spliced() == written)
    #expect(written == #"{"a":1,"b":true,"a":3,"new":"text"}"#)
    #expect(try owner.spliced(6) == "[0,1,2]")
    #expect(try owner.document.count(0) == 3)
    try owner.set(0, "new", .null)
    try owner.remove(0, "a")
    #expect(try owner.spliced() == #"{"b":true,"new":null}"#)
  }

  /// What was only walked over is as if it had not been.
  @Test func walkedObjectsAreWalkedAgain() throws {
    let owner = try OwnedDocument(#"{"a":1,"b":2,"a":3}"#)
    #expect(try owner.document.count(0) == 2)
    let place = try owner.document.nextMember(0, at: 0)
    owner.document.compact(until: owner.indexer)
    owner.document.restore()
    #expect(try owner.document.nextMember(0, at: 0) == place)
    #expect(try owner.document.count(0) == 2)
    #expect(!owner.document.isChanged(0))
  }

  @Test func sleepsAgainAndIsUsedAnew() throws {
    let owner = try OwnedDocument("[1]")
    owner.document.compact(until: owner.indexer)
    owner.document.restore()
    owner.document.compact(until: owner.indexer)
    #expect(owner.document.isCompacted)
    try owner.load(Array("[2]".utf8))
    #expect(!owner.document.isCompacted)
    #expect(try owner.spliced() == "[2]")
  }
}
