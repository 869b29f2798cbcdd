import Testing

@testable import LazyJSON

@Suite struct SleepTests {
  @Test func wakesWithTheSameNodes() throws {
    let owner = OwnedDocument()
    let text = "{\"a\":[1,\"x\"]}\n\nbroken\n {\"b\":\"\\n\"} \n"
    try owner.index(Array(text.utf8))
    let before = (0..<5).map { owner.document.node($0).start }
    let roots = owner.document.lines.map(\.root)

    owner.document.sleep(until: owner.indexer)
    #expect(owner.document.isAsleep)
    #expect(owner.document.text.string == text)
    owner.document.wake()

    #expect(!owner.document.isAsleep)
    #expect((0..<5).map { owner.document.node($0).start } == before)
    #expect(owner.document.lines.map(\.root) == roots)
    #expect(owner.document.lines.map { $0.problem == nil } == [true, false, true])
    guard case .string(let decoded) = owner.document.member(roots[2], "b") else {
      Issue.record("the member is not a string")
      return
    }
    #expect(decoded.string == "\n")
  }

  @Test func staysAwakeWithChanges() throws {
    let owner = try OwnedDocument(#"{"a":1}"#)
    let key: StaticString = "a"
    try owner.document.setMember(0, key.bytes, .null)
    owner.document.sleep(until: owner.indexer)
    #expect(!owner.document.isAsleep)
    #expect(try owner.spliced() == #"{"a":null}"#)
  }

  @Test func sleepsAgainAndIsUsedAnew() throws {
    let owner = try OwnedDocument("[1]")
    owner.document.sleep(until: owner.indexer)
    owner.document.wake()
    owner.document.sleep(until: owner.indexer)
    #expect(owner.document.isAsleep)
    try owner.load(Array("[2]".utf8))
    #expect(!owner.document.isAsleep)
    #expect(try owner.spliced() == "[2]")
  }
}
