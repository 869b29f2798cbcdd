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

  /// Of large ones and of small ones.
  @Test(arguments: [(40, 1 << 20, 8...16), (256, 15_000, 64...140)])
  func waitingOnesAreBoundedByBytes(count: Int, size: Int, kept: ClosedRange<Int>) {
    let isSmall = size < 1 << 14
    let given = (0..<count).map { _ in document(ofBytes: size) }
    #expect(given.allSatisfy { $0.isSmall == isSmall })
    for document in given { pool.give(document) }
    let again = (0..<count).map { _ in pool.take(isSmall: isSmall) }
    let waited = again.filter { $0.roomInBytes >= size }.count
    #expect(kept.contains(waited), "\(waited)")
    for document in again { pool.give(document) }
  }
}
