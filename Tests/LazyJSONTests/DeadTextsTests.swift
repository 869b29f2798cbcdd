import Fuzzing
import Testing

@testable import LazyJSON

/// A value whose members come and go takes memory for those that it has.
@Suite struct DeadTextsTests {
  private func bytes(of owner: OwnedDocument) -> Int {
    let storage = owner.document.storage
    return storage.pointee.texts.capacity
      + storage.pointee.entries.capacity * MemoryLayout<Entry>.stride
      + storage.pointee.slots.capacity * MemoryLayout<UInt32>.stride
  }

  /// A hundred are there at a time, all others are gone.
  @Test func membersThatComeAndGo() throws {
    let owner = try OwnedDocument(#"{"first":"stays"}"#)
    let text = String(repeating: "x", count: 1000)
    for number in 0..<100_000 {
      try owner.set(0, "key \(number)", string: "\(number) \(text)")
      if number >= 100 { try owner.remove(0, "key \(number - 100)") }
    }
    #expect(bytes(of: owner) < 4 << 20)
    let members = (99_900..<100_000).map { "\"key \($0)\":\"\($0) \(text)\"" }
    #expect(try owner.spliced() == #"{"first":"stays",\#(members.joined(separator: ","))}"#)
  }

  @Test func elementsAndKindsThatChange() throws {
    let owner = try OwnedDocument(#"{"list":["a"],"v":1}"#)
    let list = try #require(owner.member(0, "list").container)
    let text = String(repeating: "y", count: 1000)
    for number in 0..<50_000 {
      try withBytes("\(number) \(text)") { try owner.document.insertElement(list, 1, .string($0)) }
      if number > 0 { owner.document.removeLast(list) }
      try owner.set(0, "v", string: "\(number) \(text)")
      try owner.set(0, "v", .integer(Int64(number)))
    }
    #expect(bytes(of: owner) < 4 << 20)
    #expect(try owner.spliced() == #"{"list":["a","49999 \#(text)"],"v":49999}"#)
  }

  /// A removed member is found by its key as long as a walk may be at it.
  @Test func walksGoOnBehindRemovedMembers() throws {
    let owner = try OwnedDocument("{}")
    for number in 0..<50 { try owner.set(0, "key \(number)", string: "value \(number)") }
    var place = try owner.document.nextMember(0, at: 0)
    var count = 0
    while let at = place {
      let key = Fuzzing.text(try owner.document.key(0, at: at))
      #expect(key == "key \(count)")
      try owner.remove(0, key)
      owner.document.storage.pointee.manyTexts = 0
      if count < 49 { try owner.set(0, "key 49", string: "\(count)") }
      let found = try withBytes(key) { try owner.document.memberIndex(0, of: $0, hint: -1) }
      place = try owner.document.nextMember(0, at: #require(found) + 1)
      count += 1
    }
    #expect(count == 50)
    #expect(try owner.spliced() == "{}")
  }

  /// The budget gets back what the dead ones took.
  @Test func theBudget() throws {
    let owner = try OwnedDocument("{}")
    let budget = Budget(limit: 8 << 20) { 0 }
    owner.document.count(for: budget)
    let text = String(repeating: "z", count: 10_000)
    for number in 0..<3000 {
      try owner.set(0, "key \(number)", string: text)
      try owner.remove(0, "key \(number)")
    }
    #expect(budget.bytes < 4 << 20)
    owner.document.uncount()
    #expect(budget.bytes == 0)
  }
}

extension Document {
  fileprivate func removeLast(_ list: UInt32) {
    try? removeElement(list, (try? count(list)).map { $0 - 1 } ?? 0)
  }
}
