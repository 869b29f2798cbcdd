import Fuzzing
import Testing

@testable import LazyJSON

/// Facts about memory that the speed stands on.
@Suite struct LayoutTests {
  @Test func nodesAndEntriesTakeSixteenBytes() {
    #expect(MemoryLayout<Node>.size == 16)
    #expect(MemoryLayout<Node>.stride == 16)
    #expect(MemoryLayout<Entry>.size == 16)
    #expect(MemoryLayout<Entry>.stride == 16)
    #expect(MemoryLayout<Document>.size == 8)
  }

  @Test func nodesAreNumberedInTextOrder() throws {
    let owner = try OwnedDocument(#"{"model":"m","n":[1,2]}"#)
    let nodes = (0..<7).map { owner.document.node($0) }
    #expect(nodes.map(\.start) == [0, 1, 9, 13, 17, 18, 20])
    #expect(nodes.map(\.end) == [23, 8, 12, 16, 22, 19, 21])
    #expect(nodes.map(\.next) == [7, 2, 3, 4, 7, 6, 7])
    #expect(
      nodes.map(\.kind) == [.object, .string, .string, .string, .array, .integer, .integer])
    #expect(nodes[0].payload == 2)
    #expect(nodes[4].payload == 2)
  }

  @Test func editsLeaveTheMemoryInProportion() throws {
    // Coming and going members reuse their room.
    let owner = try OwnedDocument("{}")
    for _ in 0..<10_000 {
      try owner.set(0, "a", .integer(1))
      try owner.remove(0, "a")
    }
    #expect(owner.document.storage.pointee.entries.count < 100)
    for length in (0..<1000) {
      try owner.set(0, "b", string: String(repeating: "x", count: length))
    }
    #expect(owner.document.storage.pointee.texts.count < 300_000)
    #expect(try owner.spliced() == #"{"b":""# + String(repeating: "x", count: 999) + "\"}")
  }
}
