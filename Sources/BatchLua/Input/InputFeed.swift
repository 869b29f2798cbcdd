internal import BatchModel
internal import LazyJSON

/// The chunks of all inputs, one after the other, for all threads that process them. To be used
/// with the lock of `monitor`.
final class InputFeed: @unchecked Sendable {
  private let pool: DocumentPool
  private let opener: any InputOpener
  private let monitor: ConditionLock
  private let cores: CPUAffinity
  private let inspector: (any ChunkInspector)?
  /// The number of the last record to read. To be set before `next`.
  var lastRecord = Int.max
  /// The indexer of the helper thread.
  private let indexer: Indexer
  private let format: InputFormat
  private var inputs: [RunInput]
  /// The first input, if it was opened before `next`; and whether it is to be opened early.
  private var early: ChunkSource?
  private var isEarly = false
  private var source: ChunkSource?
  private var file: Path = ""
  private var isOpening = false
  private var isLarge = false
  private var isStopped = false
  /// The 1-based numbers of the first line and record of the next chunk, and its own number.
  private var line = 1
  private var record = 1
  private var number = 0
  /// The number of inputs that were opened.
  private var opened = 0

  init(
    _ inputs: [RunInput], as format: InputFormat, _ opener: any InputOpener = DirectOpener(),
    pool: DocumentPool, monitor: ConditionLock, cores: CPUAffinity,
    inspector: (any ChunkInspector)? = nil
  ) {
    self.inspector = inspector
    indexer = RecordKeys.indexer(format.shape)
    var format = format
    format.maxLine = LineReader.bounded(format.maxLine)
    self.format = format
    self.inputs = inputs
    self.pool = pool
    self.opener = opener
    self.monitor = monitor
    self.cores = cores
  }

  /// Adds standard input if there is no other.
  func takeStandardInput() {
    if inputs.isEmpty { inputs = ["-"] }
  }

  /// The next chunk; nil at the end and after `stop`. Uses the caller's `indexer`.
  func next(_ indexer: borrowing Indexer) throws -> Chunk? {
    monitor.lock()
    defer { monitor.unlock() }
    do {
      return try nextChunk(indexer)
    } catch {
      isStopped = true
      end()
      throw error
    }
  }

  private func nextChunk(_ indexer: borrowing Indexer) throws -> Chunk? {
    if record > lastRecord {
      isStopped = true
      end()
    }
    while !isStopped {
      if let source {
        if let document = try next(source, indexer) { return chunk(document) }
        if self.source === source { end() }
      } else if isOpening {
        monitor.wait()
      } else if try !openNext() {
        return nil
      }
    }
    return nil
  }

  private func next(
    _ source: ChunkSource, _ indexer: borrowing Indexer
  ) throws(RunError) -> Document? {
    do throws(RunError) {
      return try source.next(indexer)
    } catch {
      throw error.located(in: file, from: line)
    }
  }

  private func chunk(_ document: Document) -> Chunk {
    let origin = Origin(
      file: file, firstLine: line, firstRecord: record, input: opened - 1)
    defer {
      line += document.physicalLines
      record += document.lines.count
      number += 1
    }
    return Chunk(document, origin, number: number)
  }

  /// Opens the next input; false if there is none. Releases the lock meanwhile, as opening may
  /// block.
  private func openNext() throws -> Bool {
    guard !inputs.isEmpty else { return false }
    let input = inputs.removeFirst()
    let early = early
    self.early = nil
    isEarly = false
    isOpening = true
    monitor.unlock()
    defer {
      isOpening = false
      monitor.wakeAll()
    }
    do {
      let opened = try early ?? open(input)
      monitor.lock()
      if opened.takesHelp { isLarge = true }
      if isStopped { opened.stop() }
      (source, file, line) = (opened, opened.path, 1)
      self.opened += 1
    } catch {
      monitor.lock()
      throw error
    }
    return true
  }

  private func open(_ input: RunInput) throws(RunError) -> ChunkSource {
    try ChunkSource(
      try opener.open(input), as: format, pool: pool, monitor: monitor, cores: cores,
      inspector: inspector)
  }

  private func end() {
    let ended = source
    source = nil
    ended?.stop()
  }

  /// Whether an input has more than one chunk, so that `help` saves time.
  var takesHelp: Bool {
    monitor.lock()
    defer { monitor.unlock() }
    return isLarge
  }

  /// Whether `next` would have to wait for input.
  var isEmpty: Bool {
    monitor.lock()
    defer { monitor.unlock() }
    return source?.isEmpty ?? false
  }

  /// Stops reading.
  func stop() {
    monitor.lock()
    isStopped = true
    isEarly = false
    let early = early
    self.early = nil
    early?.stop()
    end()
    monitor.wakeAll()
    monitor.unlock()
  }

  /// Lets `help` read the first input before the first call of `next`, if it is a file with several
  /// chunks. Returns false otherwise.
  func beginEarly() -> Bool {
    let isFirstLarge = format.framing == .jsonl && opener.beginsLarge(inputs.first)
    monitor.lock()
    defer { monitor.unlock() }
    // `stop` may have been called already.
    isEarly = isFirstLarge && !isStopped
    isLarge = isEarly
    return isEarly
  }

  /// Opens, reads or indexes ahead, with the lock released meanwhile. Returns false, without having
  /// released the lock, if there is nothing to do for now. For the one helper thread.
  func help() -> Bool {
    if isEarly {
      openEarly()
      return true
    }
    return (source ?? early)?.help(indexer) ?? false
  }

  /// Errors are ignored here: `next` opens the input again and throws them.
  private func openEarly() {
    isEarly = false
    guard let input = inputs.first else { return }
    isOpening = true
    monitor.unlock()
    let opened = try? open(input)
    monitor.lock()
    isOpening = false
    if isStopped { opened?.stop() } else { early = opened }
    monitor.wakeAll()
  }
}
