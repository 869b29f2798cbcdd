import Fuzzing
import Testing

@testable import LazyJSON

/// Lines that are copied in their own document, against documents of their texts.
@Suite struct LineCopiesTests {
  private let owner = OwnedDocument()
  private let value = #"{"a": [1, {"b\n":"\u0041"}], "c": {}}"#

  private func copy(_ line: Int, order: UInt64 = 1) throws -> Int {
    try #require(owner.document.copy(line: line, order: order))
  }

  private func joined(_ texts: String...) -> String { texts.joined(separator: "\n") }

  @Test func hasTheNodesOfItsText() throws {
    try owner.index(Array("[0]\n \(value) \t\n[2]\n".utf8))
    let number = try copy(1)
    #expect(number == 3)
    let line = owner.document.lines[number]
    #expect(owner.document.bytes(of: line).string == value)
    #expect(line.number == 1 && line.problem == nil)
    let alone = try OwnedDocument(value)
    for node in 0..<alone.document.node(0).next {
      let (a, b) = (owner.document.node(line.root + node), alone.document.node(node))
      let text = owner.document.bytes(of: line.root + node).string
      #expect(text == alone.document.bytes(of: node).string)
      #expect((a.next - line.root, a.meta) == (b.next, b.meta))
    }
  }

  /// A copy has the discriminators of its line.
  @Test func tellsItsMembers() throws {
    let document = Document.create()
    defer { document.destroy() }
    let indexer = Indexer(discriminators: ["a", "b"])
    let text = Array("[1]\n{\"x\":1,\"b\":[5]}\n".utf8)
    document.reserveText(text.count).update(from: text, count: text.count)
    document.extendText(by: text.count)
    try document.indexLines(with: indexer)
    let number = try #require(document.copy(line: 1, order: 1))
    let line = document.lines[number]
    #expect(line.hasDiscriminators && line.discriminators.0 == 0)
    guard
      case .array(let node) = document.value(MemberLocation(discriminator: line.discriminators.1))
    else {
      Issue.record("the discriminator is not known")
      return
    }
    #expect(node > line.root && document.bytes(of: node).string == "[5]")
  }

  @Test func eachIsOnItsOwn() throws {
    try owner.index(Array("{\"a\":{\"b\":1}}\n{\"a\":2}\n".utf8))
    let (first, second) = (try copy(0), try copy(0))
    let roots = owner.document.lines.map(\.root)
    try owner.set(roots[first], "new", .integer(7))
    try owner.set(roots[second] + 2, "b", .integer(8))
    try owner.set(roots[0] + 2, "b", .integer(9))
    try owner.set(roots[1], "a", .null)
    #expect(
      try owner.splicedLines()
        == joined(
          #"{"a":{"b":9}}"#, #"{"a":null}"#, #"{"a":{"b":1},"new":7}"#, #"{"a":{"b":8}}"#))
  }

  @Test func knowsItsSourceAndOrder() throws {
    try owner.index(Array("[1]\n[2]\n".utf8))
    let number = try copy(1, order: 5)
    #expect((0...2).map(owner.document.source(ofLine:)) == [0, 1, 1])
    #expect((0...2).map(owner.document.order(ofLine:)) == [nil, nil, 5])
    #expect(number == 2)
  }

  @Test func waitsUntilItIsWritten() throws {
    try owner.index(Array("[1]\n".utf8))
    let number = try copy(0)
    #expect(owner.document.isWaiting(line: 0) && !owner.document.isWaiting(line: number))
    owner.document.noteWaiting(line: number)
    #expect(owner.document.isWaiting(line: number))
    owner.document.endWaiting()
    #expect(!owner.document.isWaiting(line: number))
  }

  @Test func whatCannotBeCopied() throws {
    try owner.index(Array("{\"a\":1}\n[\r1]\n{\"b\":[1]}\n".utf8))
    let roots = owner.document.lines.map(\.root)
    try owner.set(roots[0], "a", .null)
    _ = try owner.document.nextMember(roots[2], at: 0)
    for line in 0...2 { #expect(owner.document.copy(line: line, order: 1) == nil) }
    #expect(owner.document.lines.count == 3)
  }

  /// Of copies that nobody writes there are few; of others there may be many.
  @Test func fewThatAreNotWritten() throws {
    try owner.index(Array("[1]\n".utf8))
    for _ in 0..<100 { owner.document.noteWaiting(line: try copy(0)) }
    for _ in 0..<16 { _ = try copy(0) }
    #expect(owner.document.copy(line: 0, order: 1) == nil)
    owner.document.noteWaiting(line: 110)
    #expect(owner.document.copy(line: 0, order: 1) != nil)
  }

  @Test func costsTheBudgetNothing() throws {
    let budget = Budget(limit: 1) { 0 }
    try owner.index(Array("[1,2]\n".utf8))
    owner.document.count(for: budget)
    _ = try copy(0)
    #expect(budget.bytes == 0)
    owner.document.count(for: nil)
  }

  @Test func wakesWithItsEdits() throws {
    try owner.index(Array("{\"a\":[1]}\n{\"a\":[2]}\n".utf8))
    let (first, second) = (try copy(1), try copy(0))
    let root = owner.document.lines[first].root
    try owner.set(root, "b", .boolean(true))
    owner.document.compact(until: owner.indexer)
    owner.document.restore()
    #expect(owner.document.lines[first].root == root && owner.document.lines.count == 4)
    #expect(owner.document.source(ofLine: second) == 0)
    #expect(
      try owner.splicedLines()
        == joined(#"{"a":[1]}"#, #"{"a":[2]}"#, #"{"a":[2],"b":true}"#, #"{"a":[1]}"#))
  }

  @Test func isGoneWhenTheDocumentIsUsedAnew() throws {
    try owner.index(Array("[1]\n".utf8))
    _ = try copy(0)
    try owner.index(Array("[2]\n".utf8))
    #expect(owner.document.lines.count == 1)
    #expect(owner.document.order(ofLine: 0) == nil)
  }
}
