internal import BatchModel
internal import LazyJSON
internal import Synchronization

/// A script that is loaded, and what it makes of the records that it is given. For one thread.
final class TransformSession {
  private let session: RunSession
  private let pool: DocumentPool
  private let options: RunOptions
  private let collected: CollectedLines
  private let indexer: Indexer
  /// Of the next chunk: the 1-based numbers of its first line and record, and its own.
  private var line = 1
  private var record = 1
  private var number = 0
  private var isFinished = false

  /// Lines of which a document of few bytes is made.
  private static let fewBytes = 1 << 14

  init(_ options: RunOptions) throws(RunError) {
    var options = options
    let collected = CollectedLines()
    self.collected = collected
    // It is not read.
    options.inputs = [.bytes([])]
    options.output = .pushing { collected.append($0) }
    options.onError = .skip
    options.rejects = nil
    options.jobs = 1
    options.isStepwise = true
    let onReject = options.onReject
    options.onReject = { record in
      try onReject?(record)
      collected.append(record)
    }
    self.options = options
    let shape = try options.namedProfile().shape
    indexer = RecordKeys.indexer(shape)
    let pool = DocumentPool()
    self.pool = pool
    session = try RunError.only { try RunSession(stepwise: options, pool) }
  }

  /// What these lines come to.
  func transform(
    _ lines: [UInt8]
  ) throws(RunError) -> (lines: [UInt8], rejected: [RejectedRecord]) {
    try RunError.only {
      if isFinished { throw RunError(.usage, "the script has finished; no record may follow") }
      try session.whole {
        if lines.count <= Self.fewBytes && options.framing == .jsonl {
          try process(few: lines)
        } else {
          try process(many: lines)
        }
      }
      return collected.take()
    }
  }

  private func process(few lines: [UInt8]) throws {
    let document = pool.take(isSmall: true)
    lines.withUnsafeBufferPointer { lines in
      guard let start = lines.baseAddress else { return }
      document.reserveText(lines.count).update(from: start, count: lines.count)
      document.extendText(by: lines.count)
    }
    try process(document)
  }

  private func process(many lines: [UInt8]) throws {
    let limit = LineReader.bounded(options.lineLimit)
    let reader = options.framing.reader(
      of: InputFile(MemorySource(lines), name: "input"), separator: options.separator,
      maxLine: limit)
    while !session.state.isStopped {
      let document = pool.take()
      guard try reader.next(into: document) else { return pool.give(document) }
      try process(document)
    }
  }

  /// Runs the script on the lines of a document, which is the session's then.
  private func process(_ document: Document) throws {
    if document.text.isEmpty || session.state.isStopped { return pool.give(document) }
    do throws(SyntaxError) {
      try document.indexLines(with: indexer)
    } catch {
      pool.give(document)
      throw RunError.unindexed(error).placed(in: "input", from: line)
    }
    let origin = Origin(file: "input", firstLine: line, firstRecord: record)
    line += document.physicalLines
    record += document.lines.count
    number += 1
    try session.workers[0].process(Chunk(document, origin, number: number))
  }

  func finish() throws(RunError) -> (lines: [UInt8], summary: RunSummary) {
    try RunError.only {
      if isFinished { throw RunError(.usage, "the script has finished already") }
      isFinished = true
      let summary = try session.whole { try session.end() }
      return (collected.take().lines, summary)
    }
  }
}

/// What a script has given since somebody took it.
private final class CollectedLines: Sendable {
  private let state = Mutex<(lines: [UInt8], rejected: [RejectedRecord])>(([], []))

  func append(_ lines: RawSpan) {
    lines.withUnsafeBytes { bytes in state.withLock { $0.lines += bytes } }
  }

  func append(_ record: RejectedRecord) { state.withLock { $0.rejected.append(record) } }

  func take() -> (lines: [UInt8], rejected: [RejectedRecord]) {
    state.withLock { state in
      defer { state = ([], []) }
      return state
    }
  }
}
