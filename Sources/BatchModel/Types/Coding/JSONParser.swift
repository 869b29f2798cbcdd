package import LazyJSON
internal import Synchronization

/// A parser whose memory is reused.
package final class JSONParser: @unchecked Sendable {
  package let document = Document.create()
  private let indexer = Indexer()

  private static let free = Mutex<[JSONParser]>([])
  private static let mostFree = 16

  private init() {}

  deinit { document.destroy() }

  /// Calls `body` with the document of a text, valid until `body` returns. Throws a
  /// `DecodingError` if the text is not JSON.
  package static func parsing<Result>(
    _ text: Bytes, _ body: (Document) throws -> Result
  ) throws -> Result {
    let parser = free.withLock { $0.popLast() } ?? JSONParser()
    defer {
      parser.document.clear(limit: 1 << 20)
      free.withLock { if $0.count < mostFree { $0.append(parser) } }
    }
    do throws(SyntaxError) {
      try parser.document.load(text, with: parser.indexer)
    } catch {
      throw DecodingError.dataCorrupted(
        DecodingError.Context(codingPath: [], debugDescription: "not valid JSON: \(error)"))
    }
    return try body(parser.document)
  }
}
