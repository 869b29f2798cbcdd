/// A bounded queue from a thread to a task.
final class PieceQueue<Piece: Sendable>: @unchecked Sendable {
  private let monitor = ConditionLock()
  // Under the lock.
  private var pieces: [Piece] = []
  private var result: Result<Void, RunError>?
  private var isClosed = false
  private var taker: CheckedContinuation<Void, Never>?

  /// The capacity.
  private let ahead = 4

  /// Whether the thread has ended and the queue is empty.
  var isAtEnd: Bool {
    monitor.lock()
    defer { monitor.unlock() }
    return result != nil && pieces.isEmpty
  }

  // MARK: The thread

  /// Adds a piece, after waiting for space. Throws if the queue is closed.
  func put(_ piece: Piece) throws(CancellationError) {
    monitor.lock()
    while pieces.count >= ahead && !isClosed { monitor.wait() }
    if isClosed {
      monitor.unlock()
      throw CancellationError()
    }
    pieces.append(piece)
    let taker = wakeTaker()
    monitor.unlock()
    taker?.resume()
  }

  func end(with result: Result<Void, RunError>) {
    monitor.lock()
    self.result = self.result ?? result
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

  func next() async throws(RunError) -> Piece? {
    while true {
      switch pull() {
      case .piece(let piece): return piece
      case .end(let result):
        try result.get()
        return nil
      case .wait:
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
    case piece(Piece)
    case end(Result<Void, RunError>)
    case wait
  }

  private func pull() -> Taken {
    monitor.lock()
    defer { monitor.unlock() }
    if !pieces.isEmpty {
      monitor.wakeAll()
      return .piece(pieces.removeFirst())
    }
    return result.map { .end($0) } ?? .wait
  }

  /// Closes the queue: nothing more is read from it.
  func close() {
    monitor.lock()
    isClosed = true
    pieces = []
    monitor.wakeAll()
    monitor.unlock()
  }
}
