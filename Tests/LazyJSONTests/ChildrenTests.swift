import Fuzzing
import Testing

@testable import LazyJSON

/// Looking through containers, as they were read and as a script has changed them.
@Suite struct ChildrenTests {
  private let owner: OwnedDocument
  private var document: Document { owner.document }
  private let key = ("k" as StaticString).bytes

  init() throws {
    owner = try OwnedDocument(#"{"a":[1,[2,3],{"b":4}],"k":{},"e":[]}"#)
  }

  private func node(_ name: StaticString) throws -> UInt32 {
    switch document.member(0, name) {
    case .array(let node), .object(let node): return node
    default: throw EncodeError("no container")
    }
  }

  private func children(_ number: UInt32) -> [String] {
    var all: [String] = []
    document.forEachChild(number) { child in
      all.append(child.description)
      return all.count < 10
    }
    return all
  }

  @Test func valuesComeInOrder() throws {
    #expect(children(0) == ["an array", "an object", "an array"])
    #expect(children(try node("a")) == ["a number", "an array", "an object"])
    #expect(children(try node("e")) == [])
    #expect(try !document.isEmpty(node("a")) && document.isEmpty(node("e")))
    #expect(!document.isExpanded(0))
  }

  @Test func theWalkEndsWhereItIsTold() {
    var count = 0
    document.forEachChild(0) { _ in
      count += 1
      return count < 2
    }
    #expect(count == 2)
  }

  @Test func changedContainersAreSeen() throws {
    try document.removeMember(0, ("a" as StaticString).bytes)
    _ = try document.setMember(0, key, .integer(5))
    #expect(children(0) == ["a number", "an array"])
    try document.removeMember(0, key)
    try document.removeMember(0, ("e" as StaticString).bytes)
    #expect(children(0) == [] && document.isEmpty(0))
    #expect(!document.hasNewValues(0))
  }

  @Test func newValuesAreThoseThatAreNotText() throws {
    let array = try node("a")
    _ = try document.setMember(0, key, .string(key))
    #expect(!document.hasNewValues(0))
    _ = try document.setMember(0, key, .node(array))
    #expect(document.hasNewValues(0) && !document.hasNewValues(array))
    _ = try document.setMember(0, key, .null)
    #expect(!document.hasNewValues(0))
    try document.insertElement(array, 0, .foreign(3))
    #expect(document.hasNewValues(0) && document.hasNewValues(array))
    #expect(try !document.hasNewValues(node("e")))
  }
}
