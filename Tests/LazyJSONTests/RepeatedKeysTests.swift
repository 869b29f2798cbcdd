import Testing

@testable import LazyJSON

/// Keys that stand more than once in their object.
struct RepeatedKeysTests {
  private func look(_ text: String) throws -> (may: Bool, paths: [String]) {
    let document = Document.create()
    defer { document.destroy() }
    var text = text
    try text.withUTF8 { try document.load($0, with: Indexer()) }
    return (document.mayRepeatKeys(in: 0), document.repeatedKeys(in: 0))
  }

  @Test(arguments: [
    #"{}"#, #"{"":1}"#, #"{"a":1,"b":2}"#, #"{"a":{"a":1},"b":[{"a":1},{"a":2}]}"#,
    #"{"max_completion_tokens":1,"max_tokens":2,"model":3,"modes":4}"#, "[1,2]", "7",
  ]) func mostValuesHaveNone(text: String) throws {
    let seen = try look(text)
    #expect(!seen.may && seen.paths.isEmpty)
  }

  @Test(arguments: [
    #"{"":1,"":2}"#, #"{"a":1,"a":2}"#,
    #"[{"x":{"longer_than_eight":1,"y":2,"longer_than_eight":3}}]"#,
    #"{"a":1,"\u0061":2}"#,
  ]) func allAreSeen(text: String) throws {
    let seen = try look(text)
    #expect(seen.may && seen.paths.count == 1)
  }

  /// Never a false no; and a yes is mostly true.
  @Test func theQuickLookMissesNone() throws {
    var random = SystemRandomNumberGenerator()
    var (wrong, all) = (0, 0)
    for _ in 0..<3000 {
      let count = Int.random(in: 0...60, using: &random)
      let keys = (0..<count).map { _ in
        let length = Int.random(in: 0...20, using: &random)
        return String((0..<length).map { _ in "abc_".randomElement(using: &random)! })
      }
      let members = keys.map { "\"\($0)\":{\"k\":1}" }
      let seen = try look("{" + members.joined(separator: ",") + "}")
      #expect(seen.may || seen.paths.isEmpty)
      all += 1
      if seen.may && seen.paths.isEmpty { wrong += 1 }
    }
    #expect(wrong * 50 < all)
  }
}
