/// The output of a run in pieces of whole lines. To be iterated over once.
public struct RunPieces: AsyncSequence, Sendable {
  let queue: PieceQueue<[UInt8]>

  /// Iterates over the pieces.
  public struct AsyncIterator: AsyncIteratorProtocol, Sendable {
    let queue: PieceQueue<[UInt8]>

    /// The next piece, of whole lines; nil if the run has succeeded. Throws a `RunError` if it has
    /// failed.
    public mutating func next() async throws -> [UInt8]? { try await queue.next() }
  }

  /// An iterator over the remaining pieces.
  public func makeAsyncIterator() -> AsyncIterator { AsyncIterator(queue: queue) }
}
