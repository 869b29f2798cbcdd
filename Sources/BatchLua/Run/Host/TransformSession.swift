internal import BatchModel
internal import LazyJSON
internal import Synchronization

/// A loaded script that processes the lines passed to it, call by call. For one thread.
final class TransformSession {
  private let session: RunSession
  private let pool: DocumentPool
  private let options: RunOptions
  private let collected: CollectedLines
  private let indexer: Indexer
  private let maxLine: LineLimit
  /// The 1-based numbers of the first line and record of the next chunk, and its index.
  private var line = 1
  private var record = 1
  private var number = 0
  private var isFinished = false
  /// Whether the script failed in such a way that its state is not reliable any more.
  private(set) var isLost = false

  /// The size of the input in bytes up to which a small document is used.
  private static let fewBytes = 1 << 14

  init(_ options: RunOptions) throws(RunError) {
    try options.checkLoaded()
    var options = options
    let collected = CollectedLines()
    self.collected = collected
    // Never read: an input requires the script to have `filter` or `transform`.
    options.inputs = [.bytes([])]
    options.output = .pushing { collected.append($0) }
    options.onError = .skip
    options.jobs = 1
    options.isStepwise = true
    let onReject = options.onReject
    options.onReject = { record in
      try onReject?(record)
      collected.append(record)
    }
    self.options = options
    maxLine = LineReader.bounded(options.lineLimit)
    let shape = try options.namedProfile().shape
    indexer = RecordKeys.indexer(shape)
    let pool = DocumentPool()
    self.pool = pool
    session = try RunError.only { try RunSession(stepwise: options, pool) }
  }

  /// Processes whole lines; returns the lines that the script wrote and the rejected records.
  /// Throws an error of the kind `cancelled` if `isWanted`, which is called after each chunk, is
  /// false.
  func transform(
    _ lines: [UInt8], while isWanted: () -> Bool
  ) throws(RunError) -> (lines: [UInt8], rejected: [RejectedRecord]) {
    if isFinished { throw RunError(.usage, "the script has finished; no record may follow") }
    let before = collected.count
    do throws(RunError) {
      let reader = options.framing.reader(
        of: InputFile(MemorySource(lines), name: Self.name), separator: options.separator,
        maxLine: maxLine, chunk: min(max(lines.count, 1), LineReader.chunk))
      while !session.state.isStopped,
        let chunk = try next(of: reader, isSmall: lines.count <= Self.fewBytes)
      {
        try process(chunk)
        if !isWanted() { throw RunError(.cancelled, "the call was cancelled") }
      }
    } catch {
      collected.drop(behind: before)
      throw error
    }
    return collected.take()
  }

  private static let name: Path = "input"

  /// The next chunk of a call; nil at the end. Throws for lines that cannot be read, which does
  /// not affect the script.
  private func next(of reader: any ChunkReader, isSmall: Bool) throws(RunError) -> Chunk? {
    let document = pool.take(isSmall: isSmall)
    do throws(RunError) {
      while try reader.next(into: document) {
        if let problem = document.index(with: indexer, maxLine: maxLine) { throw problem }
        if document.text.isEmpty { continue }
        defer {
          line += document.physicalLines
          record += document.lines.count
          number += 1
        }
        let origin = Origin(file: Self.name, firstLine: line, firstRecord: record)
        return Chunk(document, origin, number: number)
      }
    } catch {
      pool.give(document)
      throw error.located(in: Self.name, from: line)
    }
    pool.give(document)
    return nil
  }

  private func process(_ chunk: Chunk) throws(RunError) {
    do throws(RunError) {
      try RunError.only { try session.whole { try session.workers[0].process(chunk) } }
    } catch {
      isLost = true
      throw error
    }
  }

  func finish() throws(RunError) -> (lines: [UInt8], summary: RunSummary) {
    if isFinished { throw RunError(.usage, "the script has finished already") }
    isFinished = true
    let summary = try RunError.only { try session.whole { try session.end() } }
    return (collected.take().lines, summary)
  }
}

extension RunOptions {
  /// Throws for options that only a run can have.
  fileprivate func checkLoaded() throws(RunError) {
    try checkTrust()
    let isFile = if case .file(let path) = output.target { path != "-" } else { true }
    let others: [(isUsed: Bool, name: String)] = [
      (!inputs.isEmpty, "inputs"), (isFile, names(.output)), (rejects != nil, names(.rejects)),
      (maxErrors != nil, names(.maxErrors)), (maxRequests != nil, names(.maxRequests)),
      (maxBytes != nil, names(.maxBytes)), (jobs ?? 1 != 1, names(.jobs)),
      (isSandboxed, names(.isSandboxed)), (hasNoInput, "hasNoInput"),
      (takesStandardInput, "takesStandardInput"), (head != nil, "head"),
      (sample != nil, "sample"), (isDry, "isDry"), (onTimings != nil, "onTimings"),
    ]
    guard let other = others.first(where: \.isUsed) else { return }
    throw RunError(
      .usage,
      "\(other.name) is for runs: a script that stays loaded takes lines and gives them back, one call "
        + "after the other")
  }
}

/// The output of a script that has not been taken yet.
private final class CollectedLines: Sendable {
  private let state = Mutex<(lines: [UInt8], rejected: [RejectedRecord])>(([], []))

  func append(_ lines: RawSpan) {
    lines.withUnsafeBytes { bytes in state.withLock { $0.lines += bytes } }
  }

  func append(_ record: RejectedRecord) { state.withLock { $0.rejected.append(record) } }

  var count: (lines: Int, rejected: Int) {
    state.withLock { ($0.lines.count, $0.rejected.count) }
  }

  /// Drops what was appended since `count` had this value.
  func drop(behind count: (lines: Int, rejected: Int)) {
    state.withLock { state in
      state.lines.removeLast(state.lines.count - count.lines)
      state.rejected.removeLast(state.rejected.count - count.rejected)
    }
  }

  func take() -> (lines: [UInt8], rejected: [RejectedRecord]) {
    state.withLock { state in
      defer { state = ([], []) }
      return state
    }
  }
}
