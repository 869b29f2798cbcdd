import Foundation
import Fuzzing
import LazyJSON
import Testing

/// What fuzzers found worth keeping, among it what once went wrong, and some mutations of it.
@Suite struct CorpusTests {
  private static let corpus = URL(filePath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().appending(path: "Fuzzing/Corpus")

  /// A sanitizer takes ten times as long, and is what scripts/fuzz runs under for hours.
  private static let share =
    ProcessInfo.processInfo.environment["BATCHLUA_SANITIZED"] == nil ? 1 : 10

  private static func replay(
    _ name: String, mutations: Int, _ test: ([UInt8]) throws -> Void
  ) throws {
    let folder = corpus.appending(path: name)
    let names = try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted()
    let inputs = try names.map { try Array(Data(contentsOf: folder.appending(path: $0))) }
    try #require(!inputs.isEmpty)
    for (name, input) in zip(names, inputs) { try check(input, name, test) }
    for seed in 0..<mutations / share {
      var random = Generator(seed: seed)
      try check(damaged(random.pick(inputs), &random), "seed \(seed)", test)
    }
  }

  private static func check(
    _ input: [UInt8], _ name: String, _ test: ([UInt8]) throws -> Void
  ) throws {
    do {
      try test(input)
    } catch let error as Mismatch {
      Issue.record("\(name): \(error.message)")
    }
  }

  @Test func index() throws { try Self.replay("index", mutations: 3000, fuzzIndex) }
  @Test func edits() throws { try Self.replay("edits", mutations: 150, fuzzEdits) }
  @Test func lines() throws { try Self.replay("lines", mutations: 40, fuzzLines) }

  /// The checks themselves: a reader that took or refused anything else would be found.
  @Test func whatIsWrongIsFound() throws {
    #expect(ReferenceReader.read(Array(#"{"a":[1,"\ud83d\ude00"]}"#.utf8)) != nil)
    let owner = try OwnedDocument("[1,2]")
    let other = try #require(ReferenceReader.read(Array("[1,3]".utf8)))
    #expect(throws: Mismatch.self) {
      try other.check(owner.document.value(0), in: owner, isRead: true)
    }
    var run = CheckedRun()
    run.code = "req.custom_id = 'other'"
    #expect(throws: Mismatch.self) { try run.quarantine(Array(MutatedBatch.line(0).utf8)) }
  }
}
