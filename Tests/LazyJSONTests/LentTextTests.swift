import Fuzzing
import Testing

@testable import LazyJSON

/// Text that a document lends may be given back to its edits.
@Suite struct LentTextTests {
  private func lent(_ value: Value) throws -> Bytes {
    guard case .string(let text) = value else { throw Mismatch("no string") }
    return text
  }

  @Test func textOfTheDocument() throws {
    let owner = try OwnedDocument(#"{"a":"one","b":0}"#)
    try owner.set(0, "b", .string(lent(owner.member(0, "a"))))
    #expect(try owner.spliced() == #"{"a":"one","b":"one"}"#)
  }

  @Test func decodedText() throws {
    let owner = try OwnedDocument(#"{"a":"one\n","\u0062":"two\n","c":["three\n"]}"#)
    try owner.set(0, "b", .string(lent(owner.member(0, "a"))))
    let list = try #require(owner.member(0, "c").container)
    try owner.document.setElement(list, 0, .string(lent(owner.member(0, "a"))))
    try owner.document.insertElement(list, 0, .string(lent(owner.member(0, "b"))))
    #expect(try owner.spliced() == #"{"a":"one\n","\u0062":"one\n","c":["one\n","one\n"]}"#)
  }

  @Test func decodedKeys() throws {
    let text = #"{"\u0061":"one\n","\u0062":"two\n"}"#
    var owner = try OwnedDocument(text)
    #expect(
      Fuzzing.text(try lent(owner.document.member(0, owner.document.string(1)))) == "one\n")
    try owner.document.setMember(0, owner.document.string(1), .null)
    #expect(try owner.spliced() == #"{"\u0061":null,"\u0062":"two\n"}"#)
    try owner.document.removeMember(0, owner.document.string(1))
    #expect(try owner.spliced() == #"{"\u0062":"two\n"}"#)

    owner = try OwnedDocument(text)
    let place = try owner.document.memberIndex(0, of: owner.document.string(3), hint: -1)
    #expect(place == 1)
  }

  @Test func textOfEdits() throws {
    // Long enough for the texts to move at nearly every edit.
    let owner = try OwnedDocument("{}")
    var expected: [String] = []
    for i in 0..<40 {
      let key = "key \(i)"
      let text = String(repeating: "abc\(i)", count: 1 + i * 7)
      try owner.set(0, key, string: text)
      expected.append("\"\(key)\":\"\(text)\"")
      let copied = try lent(owner.member(0, key))
      try withBytes("copy of \(key)") { key in
        _ = try owner.document.setMember(0, key, .string(copied))
      }
      expected.append("\"copy of \(key)\":\"\(text)\"")
      try owner.document.setMember(0, lent(owner.member(0, key)), .integer(1))
      expected.append("\"\(text)\":1")
    }
    #expect(try owner.spliced() == "{" + expected.joined(separator: ",") + "}")
  }

  @Test func partsOfTheReplacedText() throws {
    let owner = try OwnedDocument(#"{"a":0}"#)
    try owner.set(0, "a", string: "0123456789")
    let text = try lent(owner.member(0, "a"))
    try owner.set(0, "a", .string(Bytes(rebasing: text[3..<7])))
    #expect(try owner.spliced() == #"{"a":"3456"}"#)
  }
}
