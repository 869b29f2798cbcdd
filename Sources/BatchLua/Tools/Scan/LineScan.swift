internal import BatchModel
internal import LazyJSON

/// Reads the lines of inputs in order, indexed ahead, for tools:
///
///     let scan = try LineScan(options)
///     try scan.forEach { line throws(RunError) in
///       if let problem = line.problem { … }
///     }
///
/// A syntax error is a property of its line; an error that ends the reading, such as a file that
/// cannot be opened or a line that is too long, is thrown. Holds a few chunks in memory, however
/// long the inputs are. For one thread; another one reads and indexes ahead if an input is large.
final class LineScan {
  private let pool = DocumentPool()
  private let feed: InputFeed
  private let indexer: Indexer
  private let helper: HelperThread
  private let inputs: [RunInput]
  private let onProgress: (@Sendable (RunSummary) -> Void)?
  private var current: Chunk?
  /// The input of the last chunk, and the offset of the next chunk in it.
  private var following = (input: -1, offset: 0)
  private let started = ContinuousClock.now
  private var pace = ProgressPace()
  /// What was read so far.
  private(set) var summary = RunSummary()

  /// With `isLenient`, a JSON value that does not close is a line with a problem, not an error. The
  /// `inspector` sees each chunk before `next` gives it.
  init(
    _ options: ScanOptions, isLenient: Bool = false, _ opener: any InputOpener = DirectOpener(),
    inspector: (any ChunkInspector)? = nil
  ) throws(RunError) {
    inputs = options.inputs.asInputs
    if inputs.isEmpty {
      throw RunError(.usage, "there are no inputs; give files, or '-' for standard input")
    }
    try inputs.paths.checkStreams()
    let monitor = ConditionLock()
    let cores = CPUAffinity(isUsed: options.keepsToCores)
    var format = try options.inputFormat()
    format.isLenient = isLenient
    indexer = RecordKeys.indexer(format.shape)
    feed = InputFeed(
      inputs, as: format, opener, pool: pool, monitor: monitor, cores: cores, inspector: inspector)
    helper = HelperThread(monitor, cores, stackSize: 1 << 20)
    onProgress = options.onProgress
  }

  deinit { stop() }

  /// The next lines, valid until the next call; nil at the end.
  func next() throws(RunError) -> ScannedLines? {
    giveBack()
    do {
      guard let chunk = try feed.next(indexer) else {
        tellProgress()
        return nil
      }
      if feed.takesHelp { try helper.start { [feed] in feed.help() } }
      current = chunk
      return lines(of: chunk)
    } catch {
      throw error as? RunError ?? RunError(.io, "\(error)")
    }
  }

  /// Calls `body` with each line; each is valid until `body` returns.
  func forEach(_ body: (ScannedLine) throws(RunError) -> Void) throws(RunError) {
    while let chunk = try next() {
      for line in chunk.lines { try body(chunk.scanned(line)) }
    }
  }

  /// Stops reading ahead.
  func stop() {
    giveBack()
    feed.stop()
    helper.stop()
  }

  private func giveBack() {
    if let current { pool.give(current.document) }
    current = nil
  }

  private func lines(of chunk: Chunk) -> ScannedLines {
    let isFirst = chunk.origin.input != following.input
    if isFirst { following = (chunk.origin.input, chunk.document.dropped) }
    defer { following.offset += chunk.document.text.count }
    summary.read += chunk.document.lines.count
    summary.bytesRead += chunk.bytes
    reportProgress()
    return ScannedLines(
      document: chunk.document, origin: chunk.origin, input: inputs[chunk.origin.input],
      offset: following.offset, isFirst: isFirst)
  }

  private func reportProgress() {
    if onProgress != nil && pace.isDue() { tellProgress() }
  }

  private func tellProgress() {
    summary.seconds = RunSummary.seconds(since: started)
    onProgress?(summary)
  }
}
