/// Lines or records of inputs for a task: the type of `Lines.async` and `Records.async`. Each
/// iterator has a thread that reads a few elements ahead.
public struct AsyncElements<Element: Sendable>: AsyncSequence, Sendable {
  private let source: LineSource
  private let read: @Sendable (ScannedLine, _ input: String) throws(RunError) -> Element

  init(
    _ source: LineSource,
    _ read: @escaping @Sendable (ScannedLine, _ input: String) throws(RunError) -> Element
  ) {
    self.source = source
    self.read = read
  }

  /// Iterates over the elements.
  public struct AsyncIterator: AsyncIteratorProtocol {
    private let reading: Reading<Element>
    private var batch: ArraySlice<Element> = []

    fileprivate init(_ reading: Reading<Element>) { self.reading = reading }

    /// The next element; nil at the end.
    public mutating func next() async throws(RunError) -> Element? {
      try await next(isolation: nil)
    }

    /// The next element, for a task on an actor; nil at the end.
    public mutating func next(
      isolation actor: isolated (any Actor)?
    ) async throws(RunError) -> Element? {
      if batch.isEmpty {
        guard let next = try await reading.next() else { return nil }
        batch = next[...]
      }
      return batch.popFirst()
    }
  }

  /// Starts to read from the beginning.
  public func makeAsyncIterator() -> AsyncIterator { AsyncIterator(Reading(source, read)) }
}

/// A thread that reads ahead for an iterator, and ends when the iterator is released.
private final class Reading<Element: Sendable>: Sendable {
  private let queue = PieceQueue<[Element]>()

  /// The most elements in a batch.
  private static var most: Int { 64 }

  init(
    _ source: LineSource,
    _ read: @escaping @Sendable (ScannedLine, _ input: String) throws(RunError) -> Element
  ) {
    let problem = LargeStackThread.detached(size: 8 << 20) { [queue] in
      let cursor = LineCursor(source)
      var batch: [Element] = []
      var failure: RunError?
      do throws(CancellationError) {
        while failure == nil,
          let element = cursor.next({ line, input in
            Result { () throws(RunError) in try read(line, input) }
          })
        {
          switch element {
          case .success(let element): batch.append(element)
          case .failure(let error): failure = error
          }
          // An empty batch would mean the end.
          if batch.isEmpty || batch.count < Self.most && !cursor.isAtChunkEnd { continue }
          try queue.put(batch)
          batch = []
        }
        if !batch.isEmpty { try queue.put(batch) }
      } catch {
        return  // the iterator was released
      }
      queue.end(with: failure.map { .failure($0) } ?? .success(()))
    }
    if let problem { queue.end(with: .failure(problem)) }
  }

  deinit { queue.close() }

  func next() async throws(RunError) -> [Element]? {
    try await withTaskCancellationHandler { () async -> Result<[Element]?, RunError> in
      do throws(RunError) { return .success(try await queue.next()) } catch {
        return .failure(error)
      }
    } onCancel: {
      queue.end(with: .failure(RunError(.cancelled, "the task that reads was cancelled")))
      queue.close()
    }.get()
  }
}
