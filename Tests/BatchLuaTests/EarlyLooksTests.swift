import LazyJSON
import Synchronization
import Testing

@testable import BatchLua

struct EarlyLooksTests {
  private final class Length: ChunkLook {
    let bytes = Atomic(0)
    func look(at document: Document) { bytes.store(document.text.count, ordering: .relaxed) }
  }

  private func document(_ count: Int) -> Document {
    let document = Document.create()
    document.reserveText(count).initialize(repeating: 0x20, count: count)
    document.extendText(by: count)
    return document
  }

  @Test func eachChunkHasItsLookOnce() {
    let documents = (1...5).map(document)
    defer { for document in documents { document.destroy() } }
    let made = Mutex(0)
    let looks = EarlyLooks {
      made.withLock { $0 += 1 }
      return Length()
    }
    for _ in 0..<3 {
      for document in documents.reversed() { looks.inspect(document) }
      for document in documents {
        let look = looks.take(document)
        #expect(look?.bytes.load(ordering: .relaxed) == document.text.count)
        #expect(looks.take(document) == nil)
        if let look { looks.give(look) }
      }
    }
    #expect(made.withLock { $0 } == documents.count)
  }
}
