/// The output of a run as it comes: pieces of whole lines. To be iterated over once.
public struct RunPieces: AsyncSequence, Sendable {
  let queue: PieceQueue

  /// Gives one piece after the other.
  public struct AsyncIterator: AsyncIteratorProtocol, Sendable {
    let queue: PieceQueue

    /// The next piece, of whole lines; nil when the run has ended well. Throws a `RunError`
    /// otherwise.
    public mutating func next() async throws -> [UInt8]? { try await queue.next() }
  }

  /// An iterator over what has not been taken yet.
  public func makeAsyncIterator() -> AsyncIterator { AsyncIterator(queue: queue) }
}

/// Pieces on their way from the threads of a run to a task.
final class PieceQueue: @unchecked Sendable {
  private let monitor = ConditionLock()
  // Under the lock.
  private var pieces: [[UInt8]] = []
  private var result: Result<Void, RunError>?
  private var isClosed = false
  private var taker: CheckedContinuation<Void, Never>?

  /// Pieces that wait before the run does.
  private static let ahead = 4

  /// Whether the run has ended and all is taken.
  var isAtEnd: Bool {
    monitor.lock()
    defer { monitor.unlock() }
    return result != nil && pieces.isEmpty
  }

  // MARK: The run

  /// Waits until there is room. Throws when no more is wanted.
  func put(_ bytes: RawSpan) throws {
    let piece = bytes.withUnsafeBytes { Array($0) }
    monitor.lock()
    while pieces.count >= Self.ahead && !isClosed { monitor.wait() }
    if isClosed {
      monitor.unlock()
      throw CancellationError()
    }
    pieces.append(piece)
    let taker = wakeTaker()
    monitor.unlock()
    taker?.resume()
  }

  func end(with result: Result<RunSummary, RunError>) {
    monitor.lock()
    self.result = result.map { _ in }
    let taker = wakeTaker()
    monitor.wakeAll()
    monitor.unlock()
    taker?.resume()
  }

  private func wakeTaker() -> CheckedContinuation<Void, Never>? {
    defer { taker = nil }
    return taker
  }

  // MARK: The task

  func next() async throws -> [UInt8]? {
    while true {
      switch take() {
      case .piece(let piece): return piece
      case .end(let result):
        try result.get()
        return nil
      case .nothing:
        await withCheckedContinuation { continuation in
          monitor.lock()
          let isReady = !pieces.isEmpty || result != nil
          if !isReady { taker = continuation }
          monitor.unlock()
          if isReady { continuation.resume() }
        }
      }
    }
  }

  private enum Taken {
    case piece([UInt8])
    case end(Result<Void, RunError>)
    case nothing
  }

  private func take() -> Taken {
    monitor.lock()
    defer { monitor.unlock() }
    if !pieces.isEmpty {
      monitor.wakeAll()
      return .piece(pieces.removeFirst())
    }
    return result.map { .end($0) } ?? .nothing
  }

  /// No more is wanted.
  func close() {
    monitor.lock()
    isClosed = true
    pieces = []
    monitor.wakeAll()
    monitor.unlock()
  }
}
