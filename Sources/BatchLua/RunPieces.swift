/// The output of a run as it comes: pieces of whole lines. To be iterated over once.
public struct RunPieces: AsyncSequence, Sendable {
  let queue: PieceQueue<[UInt8]>

  /// Gives one piece after the other.
  public struct AsyncIterator: AsyncIteratorProtocol, Sendable {
    let queue: PieceQueue<[UInt8]>

    /// The next piece, of whole lines; nil when the run has ended well. Throws a `RunError`
    /// otherwise.
    public mutating func next() async throws -> [UInt8]? { try await queue.next() }
  }

  /// An iterator over what has not been taken yet.
  public func makeAsyncIterator() -> AsyncIterator { AsyncIterator(queue: queue) }
}
