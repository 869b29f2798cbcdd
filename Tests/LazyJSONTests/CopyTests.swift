import Fuzzing
import Testing

@testable import LazyJSON

/// Copying a value with its nodes, against indexing its text.
@Suite struct CopyTests {
  private let owner = OwnedDocument()
  private let copy = OwnedDocument()

  @Test func hasTheNodesOfItsText() throws {
    try owner.index(Array("[0]\n {\"a\": [1, {\"b\\n\":\"\\u0041\"}], \"c\": {}} \n".utf8))
    let root = owner.document.lines[1].root
    for number in root..<owner.document.node(root).next {
      let text = owner.document.bytes(of: number).string
      #expect(copy.document.load(copyOf: number, from: owner.document))
      let indexed = try OwnedDocument(text)
      #expect(copy.document.text.string == text)
      #expect(copy.document.lines.count == 1)
      #expect(try copy.spliced() == text)
      for node in 0..<indexed.document.node(0).next {
        let (a, b) = (copy.document.node(node), indexed.document.node(node))
        #expect((a.start, a.end, a.next, a.meta) == (b.start, b.end, b.next, b.meta))
      }
    }
  }

  @Test func theCopyIsOnItsOwn() throws {
    try owner.load(Array(#"{"a":{"b":1}}"#.utf8))
    #expect(copy.document.load(copyOf: 2, from: owner.document))
    try copy.set(0, "b", .integer(2))
    try owner.set(2, "b", .integer(3))
    #expect(try copy.spliced() == #"{"b":2}"#)
    #expect(try owner.spliced() == #"{"a":{"b":3}}"#)
  }

  @Test func changedValuesAreLeftToOthers() throws {
    try owner.load(Array(#"{"a":{"b":1},"c":[]}"#.utf8))
    try copy.load(Array("[1]".utf8))
    try owner.set(2, "b", .integer(2))
    #expect(!copy.document.load(copyOf: 0, from: owner.document))
    #expect(!copy.document.load(copyOf: 2, from: owner.document))
    #expect(try copy.spliced() == "[1]")
    #expect(copy.document.load(copyOf: 6, from: owner.document))
    #expect(try copy.spliced() == "[]")
  }

  /// A copy that slept is the same.
  @Test func wakes() throws {
    try owner.load(Array(#"{"a":{"b":[1,2]}}"#.utf8))
    #expect(copy.document.load(copyOf: 2, from: owner.document))
    copy.document.compact(until: copy.indexer)
    copy.document.restore()
    #expect(try copy.spliced() == #"{"b":[1,2]}"#)
    #expect(try copy.document.count(2) == 2)
  }
}
