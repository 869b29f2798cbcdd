import Dispatch
import Foundation
import Fuzzing
import Testing

@testable import LazyJSON

/// What cannot be written is refused, with its path.
@Suite struct SpliceErrorTests {
  private func path(_ owner: OwnedDocument, _ number: UInt32 = 0) -> String? {
    #expect(throws: EncodeError.self) { try owner.spliced(number) }?.path
  }

  @Test func pathsLeadToTheValue() throws {
    let text = #"{"messages":[{},[0],{"content":{"odd \"key\"":1,"_k1":2,"1k":3,"":4}}]}"#
    let places: [(UInt32, String, String)] = [
      (0, "messages", ".messages"), (3, "x", ".messages[1].x"),
      (6, "content", ".messages[3].content"),
      (8, "odd \"key\"", ".messages[3].content[\"odd \"key\"\"]"),
      (8, "_k1", ".messages[3].content._k1"), (8, "1k", ".messages[3].content[\"1k\"]"),
      (8, "", ".messages[3].content[\"\"]"),
    ]
    for (node, key, expected) in places {
      let owner = try OwnedDocument(text)
      try owner.set(node, key, .foreign(9))
      #expect(path(owner) == expected)
    }
    let owner = try OwnedDocument(text)
    try owner.document.setElement(4, 1, .double(.nan))
    #expect(path(owner) == ".messages[2][2]")
    // Through a container that has changes of its own.
    try owner.set(0, "first", .null)
    try owner.document.removeElement(2, 0)
    #expect(path(owner) == ".messages[1][2]")
    #expect(path(owner, 2) == "[1][2]")
  }

  @Test func aValueInItselfIsRefused() throws {
    let (inner, without, outer) = try onLargeStack {
      let owner = try OwnedDocument(#"{"a":{"b":[]}}"#)
      try owner.document.insertElement(4, 0, .node(2))
      let inner = Self.error(owner)
      try owner.document.removeElement(4, 0)
      let without = try owner.spliced()
      try owner.set(0, "a", .node(0))
      return (inner, without, Self.error(owner))
    }
    #expect(inner?.message == "the value contains itself")
    #expect(inner?.path == ".a.b[1].b[1]")
    #expect(without == #"{"a":{"b":[]}}"#)
    #expect(outer?.message == "the value contains itself")
  }

  private static func error(_ owner: OwnedDocument) -> EncodeError? {
    do { _ = try owner.spliced() } catch { return error }
    return nil
  }

  @Test func aLongPathIsCutInItsMiddle() {
    let error = (1...200).reduce(EncodeError("no")) { error, _ in error.under(index: 6) }
    #expect(error.within("body").location.count < 200)
    #expect(error.within("body").location.hasPrefix("body[7][7]"))
    #expect(error.location.contains("…") && error.location.hasSuffix("[7]"))
  }

  @Test func theDeepestTextCanBeEdited() throws {
    let levels = 1024
    for isEverywhere in [false, true] {
      let (written, problem) = try onLargeStack {
        let text = String(repeating: "[", count: levels) + String(repeating: "]", count: levels)
        let owner = try OwnedDocument(text)
        for number in UInt32(isEverywhere ? 0 : levels - 1)..<UInt32(levels) {
          try owner.document.insertElement(number, 0, .integer(1))
        }
        let written = try owner.spliced()
        return (written, OwnedDocument().problem(Array(written.utf8)))
      }
      #expect(problem == nil)
      let opening = String(repeating: isEverywhere ? "[1," : "[", count: levels - 1)
      #expect(written == opening + "[1" + String(repeating: "]", count: levels))
    }
  }

  @Test func valuesThatDoubleEachOtherAreRefused() throws {
    // Each array holds the next one twice: 2^20 times the last, of 1 MB.
    let levels = 20
    let last = String(repeating: "x", count: 1 << 20)
    let text = (1..<levels).map { _ in "[]," }.joined() + "[\"\(last)\"]"
    let owner = try OwnedDocument("[" + text + "]")
    for number in 1..<UInt32(levels) {
      try owner.document.insertElement(number, 0, .node(number + 1))
      try owner.document.insertElement(number, 0, .node(number + 1))
    }
    let error = #expect(throws: EncodeError.self) { try owner.spliced(1) }
    #expect(
      error?.message
        == "the text would be longer than 256 MiB, the most for all lines of a record together")
  }
}

/// Does it on a thread with a large stack, as runs have it: the frames of a build with the address
/// sanitizer are large. What is expected of the result is for the caller, whose thread knows which
/// test it is in.
private func onLargeStack<Value>(_ body: @escaping @Sendable () throws -> Value) throws -> Value {
  nonisolated(unsafe) var result: Result<Value, any Error>?
  let done = DispatchSemaphore(value: 0)
  let thread = Thread {
    result = Result { try body() }
    done.signal()
  }
  thread.stackSize = 256 << 20
  thread.start()
  done.wait()
  return try #require(result).get()
}
