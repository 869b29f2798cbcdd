internal import BatchModel
internal import LazyJSON

/// Commits records in the order of the input: checks, writes and counts them, or rejects them.
/// Used by one thread at a time.
final class Committer: RefusalReport.Source {
  let sink: CheckedLines
  let output: MainOutput
  let rejects: RejectPolicy
  let describer: ErrorDescriber
  private let options: RunOptions
  private(set) var summary = RunSummary()
  /// nil if differences are not wanted.
  let differences: RecordDifferences?
  private let started = ContinuousClock.now
  private var pace = ProgressPace()
  /// The record being committed.
  private var position: RecordPosition?

  init(
    _ options: RunOptions, sink: CheckedLines, describer: ErrorDescriber
  ) throws {
    self.options = options
    self.sink = sink
    self.describer = describer
    let profile = try options.namedProfile()
    differences = options.onDifference.map { RecordDifferences(profile, $0) }
    output = try options.world.output(options)
    rejects = try RejectPolicy(options)
  }

  override func situation() -> (position: MessageText, outcome: MessageText)? {
    (describer.heading(position), outcome(hint: ""))
  }

  // MARK: Records

  /// Commits the records of a chunk that have not been committed yet.
  func commit(_ chunk: Chunk) throws {
    position = chunk.document.lines.first.map { (chunk.document, $0, chunk.origin) }
    defer { position = nil }
    try RefusalReport.describing(self) { try commitRecords(of: chunk) }
  }

  private func commitRecords(of chunk: Chunk) throws {
    try options.control?.check()
    let document = chunk.document
    let number = sink.inputs.enter(chunk)
    if !output.hasParts { sink.borrow(from: document) }
    defer { document.lendText(to: nil) }
    let differences = differences
    for record in chunk.outcomes.elements {
      let line = document.lines[Int(record.line)]
      sink.inputs.line = number &+ line.number
      do {
        switch record.kind {
        case .dropped:
          differences?.tell(line, of: document, chunk.origin, as: sink)
          dropRecord()
        case .failed: try reject(line, of: document, chunk.failures[Int(record.first)])
        case .kept:
          try write(line, of: document, record.type)
          differences?.tell(line, of: document, chunk.origin, as: sink)
          keepRecord()
        case .written:
          try write(chunk, Int(record.first), Int(record.count))
          differences?.tell(line, of: document, chunk.origin, as: sink)
          keepRecord()
        }
        try flushMuch()
      } catch let error as RunError {
        throw error
      } catch {
        rollback()
        position = (document, line, chunk.origin)
        try reject(line, of: document, describer.describe(error, at: position))
      }
    }
    try flush()
  }

  @inline(__always)
  private func write(_ line: Line, of document: Document, _ type: ObjectType) throws {
    try sink.append(type, RecordLocation(document, line)) { buffer throws(EncodeError) in
      try document.spliceSerialized(line: line, into: &buffer)
    }
  }

  private func write(_ chunk: Chunk, _ first: Int, _ count: Int) throws {
    for number in first..<first + count {
      let written = chunk.lines[number]
      switch written.source {
      case .line(let number):
        try write(chunk.document.lines[number], of: chunk.document, written.type)
      case .text(let start, let count):
        try sink.append(written.type) { buffer throws(EncodeError) in
          buffer.append(chunk.text.base + start, count: count)
        }
      }
    }
  }

  /// Counts a chunk that was read to its end or to where the script stopped.
  func count(_ chunk: Chunk) {
    summary.read += chunk.records
    summary.bytesRead += chunk.bytes
    reportProgress()
  }

  func dropRecord() { summary.dropped += 1 }

  /// Commits the lines of a record; without any, the record counts as dropped.
  @inline(__always)
  func keepRecord() {
    if sink.isEmpty { summary.dropped += 1 } else { summary.kept += 1 }
    sink.commit()
  }

  func rollback() { sink.rollback() }

  /// Rejects a record: ends the run, or counts it and leaves it out.
  func reject(_ line: Line, of document: Document, _ diagnostic: Diagnostic) throws(RunError) {
    summary.rejected += 1
    let record = document.original(of: line)
    if rejects.isFatal(diagnostic) {
      let isOver = diagnostic.cause == .memory
      var error = RunError(
        diagnostic.kind, diagnostic, outcome: isOver ? outcome(hint: "") : outcome)
      error.record = RejectedRecord(record, diagnostic)
      throw error
    }
    try rejects.add(record, below: document.header, diagnostic)
    try rejects.check(count: summary.rejected, outcome: outcome)
  }

  /// Writes the committed lines to the output.
  func flush() throws {
    try output.drain(sink)
  }

  /// Flushes if there is much to write. To be called between records.
  @inline(__always)
  func flushMuch() throws {
    if sink.size > 1 << 20 { try flush() }
  }

  // MARK: Counting

  /// What has been done so far.
  var finished: RunSummary {
    var summary = summary
    summary.written = sink.written
    summary.bytesWritten = output.bytesWritten
    summary.seconds = RunSummary.seconds(since: started)
    return summary
  }

  /// Throws when a record was lost: each one that was read must be written, dropped or rejected.
  func checkSum() throws(RunError) {
    guard let discrepancy = finished.discrepancy(counted: sink.counted) else { return }
    throw RunError(
      .record, "internal error: \(discrepancy); please report it",
      outcome: outcome(hint: ""))
  }

  private func reportProgress() {
    if options.onProgress == nil && options.onEvent == nil { return }
    if pace.isDue() { options.tell(finished) }
  }

  // MARK: What an error means for the output

  var outcome: MessageText {
    outcome(
      hint: options.onError == .fail
        ? " (\(options.names(.onError))=skip or quarantine goes on past bad records)" : "")
  }

  func outcome(hint: MessageText) -> MessageText {
    if options.isDry { return "nothing is written by a dry run\(hint)" }
    if output.isAtomic || output.bytesWritten == 0 {
      return "nothing was written to \(output.name)\(hint)"
    }
    return "\(output.bytesWritten) bytes had been written to \(output.name)\(hint)"
  }
}
