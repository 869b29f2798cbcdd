import LazyJSON
import Testing

@testable import BatchLua

/// Documents that wait for their next use are bounded by what they take of memory.
struct DocumentPoolTests {
  private let pool = DocumentPool()

  private func document(ofBytes count: Int) -> Document {
    let document = pool.take()
    _ = document.reserveText(count)
    return document
  }

  @Test func usesADocumentAgain() {
    let first = document(ofBytes: 1 << 20)
    pool.give(first)
    let second = pool.take()
    #expect(second.address == first.address)
    #expect(second.roomInBytes >= 1 << 20)
    pool.give(second)
    #expect(pool.taken == 0)
  }

  @Test func waitingOnesAreBoundedByBytes() {
    let given = (0..<40).map { _ in document(ofBytes: 1 << 20) }
    for document in given { pool.give(document) }
    let again = (0..<40).map { _ in pool.take() }
    let waited = again.filter { $0.roomInBytes >= 1 << 20 }.count
    #expect((8...16).contains(waited), "\(waited)")
    for document in again { pool.give(document) }
  }
}
