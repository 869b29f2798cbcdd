import Fuzzing
import Testing

@testable import LazyJSON

/// Halves of surrogate pairs: found when a text is indexed, and replaced when what they read as is
/// assigned.
struct UnpairedSurrogateTests {
  static let unpaired = [
    #""\ud83d""#, #""\ud83d end""#, #""\uDE00""#, #""\ude00\ud83d""#, #""\ud83d\ud83d\ude00""#,
    #""\ud83d\n\ude00""#, #""\ud83d\\ude00""#, #""\ud83dude00""#, #""\uD83D\u0041""#,
    #""\\\ud83d""#, #""\ud83d\ude00\ud83d\ude00\udfff""#,
  ]
  static let paired = [
    #""""#, #""a""#, #""\ud83d\ude00""#, #""\uD83D\uDE00\uD83D\uDE00""#, #""\\ud83d""#,
    #""\\\\ud83d""#, #""\ud7ff\ue000""#, #""\u00d8\u0d83""#, #""ud83d""#, #""\n\\\ud83d\ude00""#,
  ]

  private func isNoted(_ text: String) throws -> Bool {
    let owner = try OwnedDocument(text)
    return owner.document.unpairedString(in: 0) != nil
  }

  private func isSeen(_ text: String) -> Bool {
    Array(text.utf8).withUnsafeBufferPointer { $0.hasUnpairedSurrogate }
  }

  @Test(arguments: unpaired)
  func isFound(text: String) throws {
    for json in [text, "[1,\(text)]", "{\"k\":{\"\\u0061\":\(text)}}", "{\(text):1}"] {
      #expect(try isNoted(json))
      #expect(isSeen(json))
      #expect(UnpairedSurrogate.wasSeen)
    }
  }

  @Test(arguments: paired)
  func isNotFound(text: String) throws {
    for json in [text, "[1,\(text)]", "{\(text):1}"] {
      #expect(try !isNoted(json))
      #expect(!isSeen(json))
    }
  }

  @Test func isFoundInTheRightValue() throws {
    let owner = try OwnedDocument(#"{"a":"\ud83d\ude00","b":[1,{"c":"\ud83d"}],"d":"x"}"#)
    let node = try #require(owner.document.unpairedString(in: 0))
    #expect(owner.document.path(of: node) == "b[2].c")
    guard case .string = owner.document.member(0, "d"),
      case .array(let list) = owner.document.member(0, "b")
    else { throw Missing() }
    #expect(owner.document.unpairedString(in: list) == node)
    #expect(owner.document.unpairedString(in: 2) == nil)
  }

  private struct Missing: Error {}

  @Test func assigningWhatItReadsAsIsAChange() throws {
    let text = #"{"a":"x\ud83d","b":["\ude00","\u00e9"],"c":"\u00e9"}"#
    let owner = try OwnedDocument(text)
    try owner.set(0, "c", string: "é")
    guard case .array(let list) = owner.document.member(0, "b") else { throw Missing() }
    func set(_ index: Int, _ text: String) throws {
      try Array(text.utf8).withUnsafeBufferPointer { bytes in
        try owner.document.setElement(list, index, .string(bytes))
      }
    }
    try set(1, "é")
    #expect(try owner.spliced() == text)
    try owner.set(0, "a", string: "x\u{FFFD}")
    try set(0, "\u{FFFD}")
    let cleaned = "{\"a\":\"x\u{FFFD}\",\"b\":[\"\u{FFFD}\",\"\\u00e9\"],\"c\":\"\\u00e9\"}"
    #expect(try owner.spliced() == cleaned)
  }
}
