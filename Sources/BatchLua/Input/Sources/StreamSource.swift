/// The bytes of a sequence that a task iterates over, for a thread that blocks until they arrive.
final class StreamSource: ByteSource, @unchecked Sendable {
  private let monitor = ConditionLock()
  // Under the lock.
  private var pieces: [[UInt8]] = []
  /// The number of bytes of the first piece that were read.
  private var given = 0
  private var isAtEnd = false
  private var failure: (any Error)?
  private var isStopped = false
  /// The task, if it waits until pieces are read.
  private var bringer: CheckedContinuation<Bool, Never>?
  private var task: Task<Void, Never>?

  /// The most pieces that wait to be read.
  private static let ahead = 4

  /// A source for a sequence; starts the task that iterates over it.
  static func reading<Pieces: AsyncSequence & Sendable>(_ pieces: Pieces) -> StreamSource
  where Pieces.Element: Sequence<UInt8> & Sendable {
    let source = StreamSource()
    let task = Task.detached {
      do {
        for try await piece in pieces {
          let bytes = Array(piece)
          if bytes.isEmpty { continue }
          guard await source.put(bytes) else { return }
        }
        source.end(with: nil)
      } catch {
        source.end(with: error)
      }
    }
    source.note(task)
    return source
  }

  private func note(_ task: Task<Void, Never>) {
    monitor.lock()
    self.task = task
    monitor.unlock()
  }

  // MARK: The task

  /// Adds a piece, after waiting until few others wait; false if the source was stopped.
  private func put(_ piece: [UInt8]) async -> Bool {
    await withCheckedContinuation { continuation in
      monitor.lock()
      pieces.append(piece)
      let goesOn = !isStopped && pieces.count < Self.ahead
      if !isStopped && !goesOn { bringer = continuation }
      let isStopped = isStopped
      monitor.wakeAll()
      monitor.unlock()
      if goesOn || isStopped { continuation.resume(returning: !isStopped) }
    }
  }

  private func end(with failure: (any Error)?) {
    monitor.lock()
    self.failure = failure
    isAtEnd = true
    monitor.wakeAll()
    monitor.unlock()
  }

  // MARK: The thread

  var size: Int? { nil }
  var isSeekable: Bool { false }

  func read(into space: UnsafeMutableRawBufferPointer) throws -> Int {
    monitor.lock()
    while pieces.isEmpty && !isAtEnd && !isStopped { monitor.wait() }
    guard !isStopped, let piece = pieces.first else {
      let failure = failure
      monitor.unlock()
      if let failure { throw failure }
      return 0
    }
    let count = min(space.count, piece.count - given)
    space.copyBytes(from: piece[given..<given + count])
    given += count
    var ready: CheckedContinuation<Bool, Never>?
    if given == piece.count {
      given = 0
      pieces.removeFirst()
      swap(&ready, &bringer)
    }
    monitor.unlock()
    ready?.resume(returning: true)
    return count
  }

  func read(into space: UnsafeMutableRawBufferPointer, at offset: Int) -> Int { 0 }

  /// Cancels the task, and ends a wait for it.
  func stop() {
    monitor.lock()
    isStopped = true
    pieces = []
    var waiting: CheckedContinuation<Bool, Never>?
    swap(&waiting, &bringer)
    let task = task
    monitor.wakeAll()
    monitor.unlock()
    waiting?.resume(returning: false)
    task?.cancel()
  }
}
