import Fuzzing
import Testing

@testable import LazyJSON

/// Random edits of random documents, against a plain model: what is read, what is written, byte
/// for byte.
@Suite struct EditPropertyTests {
  @Test func documentsReadAndWriteUnchanged() throws {
    for seed in 0..<1500 {
      var random = Generator(seed: seed)
      var generator = RandomDocument(&random)
      let root = generator.root()
      let text = generator.blanks() + root.json(foreign: []) + generator.blanks()
      let owner = try OwnedDocument(text)
      do {
        #expect(!owner.document.isChanged(0))
        #expect(try owner.splicedLines() == text, "seed \(seed)")
        try root.check(owner.document.value(0), in: owner, isRead: true)
        #expect(!owner.document.isChanged(0))
        #expect(try owner.splicedLines() == text, "seed \(seed), after reading")
      } catch let error as Mismatch {
        Issue.record("seed \(seed): \(error.message) in \(text)")
      }
    }
  }

  @Test func editsDoWhatTheModelDoes() throws {
    for seed in 0..<1500 {
      var program = try EditProgram(Generator(seed: seed))
      do {
        for _ in 0...program.random.below(14) {
          // Half of them look for dead texts at each edit.
          if seed % 2 == 0 { program.owner.document.storage.pointee.manyTexts = 0 }
          try program.step()
        }
        try program.check()
      } catch let error as Mismatch {
        Issue.record("seed \(seed): \(error.message)\n\(program.log.joined(separator: "\n"))")
      }
    }
  }
}
