import Fuzzing
import Testing

@testable import LazyJSON

/// The discriminators of lines: the values of the keys that the indexer was given.
@Suite struct DiscriminatorTests {
  static let names: [String] = ["custom_id", "a", "eightish", "of_sixteen_bytes", "url"]

  /// Their texts, by the names; nil when none is known of the line.
  private func discriminators(of line: String) throws -> [String]? {
    let document = Document.create()
    defer { document.destroy() }
    let bytes = Array("[0]\n\(line)\n".utf8)
    document.reserveText(bytes.count).update(from: bytes, count: bytes.count)
    document.extendText(by: bytes.count)
    try document.indexLines(with: Indexer(discriminators: Self.names))
    let found = document.lines[1]
    guard found.hasDiscriminators else { return nil }
    let nodes = [
      found.discriminators.0, found.discriminators.1, found.discriminators.2,
      found.discriminators.3, found.discriminators.4,
    ]
    #expect(found.discriminators.5 == 0)
    return try nodes.map { node in
      guard node != 0 else { return "" }
      var output = ByteBuffer()
      try document.splice(node, depth: 0, into: &output, foreign: ForeignTexts())
      return Fuzzing.text(output)
    }
  }

  @Test func namesOfAnyLengthAreTold() throws {
    let line =
      #"{"custom_id":1,"a":[{"url":0}],"eightish":"3","of_sixteen_bytes":{"a":4},"url":5}"#
    #expect(try discriminators(of: line) == ["1", "[{\"url\":0}]", "\"3\"", "{\"a\":4}", "5"])
  }

  @Test func theirOrderIsFree() throws {
    let line = #"{"url":5,"x":0,"of_sixteen_bytes":4,"a":2,"":0,"custom_id":1}"#
    #expect(try discriminators(of: line) == ["1", "2", "", "4", "5"])
  }

  @Test func theLastOfTheSameKeyIsTold() throws {
    #expect(try discriminators(of: #"{"a":1,"url":2,"a":3,"a":4}"#) == ["", "4", "", "", "2"])
  }

  /// Each differs from a name in one byte, or in its length.
  @Test(arguments: [
    "custom_i", "custom_iD", "Custom_id", "custom_id_", "custom_ix", "b", "aa", "a\u{7F}",
    "eightisH", "eightis", "eightishh", "of_sixteen_byteS", "Of_sixteen_bytes", "of_sixteen_byte",
    "of_sixteen_bytess", "of_sixtEen_bytes", "ur", "urL", "urll", "",
  ])
  func otherKeysAreNot(key: String) throws {
    #expect(try discriminators(of: "{\"\(key)\":1,\"url\":2}") == ["", "", "", "", "2"])
    #expect(try discriminators(of: "{\"\(key)\":1}") == nil)
  }

  @Test func aKeyWithAnEscapeHidesWhichItIs() throws {
    #expect(try discriminators(of: #"{"a":1,"\u0061":2}"#) == nil)
    #expect(try discriminators(of: #"{"a":{"\u0061":2}}"#) == ["", "{\"\\u0061\":2}", "", "", ""])
  }

  @Test(arguments: ["[1]", "\"a\"", "{}", "{\"a\":1", "{\"a\":[1}", "{\"a\":1}]"])
  func onlyObjectsTell(line: String) throws {
    #expect(try discriminators(of: line) == nil)
  }
}
