internal import LazyJSON

/// What a run does with rejected records: it ends, or passes them to the host, writes them to the
/// rejects and reports them. Used by one thread at a time.
final class RejectPolicy {
  private let options: RunOptions
  private let rejects: Rejects?
  private var tally = RejectTally()

  /// Opens the files of the rejects. Throws if that fails.
  init(_ options: RunOptions) throws {
    self.options = options
    rejects = try options.world.rejects(options)
  }

  /// The files to commit at the end of the run.
  var files: [OutputFile] { rejects?.files ?? [] }

  /// Whether the run ends with this error.
  func isFatal(_ diagnostic: Diagnostic) -> Bool {
    switch diagnostic.cause {
    case .rejected: false
    case .fault, .timeout: options.onError == .fail
    case .memory: true
    }
  }

  /// Adds a record whose error is not fatal. `header` is empty if it is not a row.
  func add(_ record: Bytes, below header: [UInt8], _ diagnostic: Diagnostic) throws(RunError) {
    try pass(record, diagnostic)
    try rejects?.add(record, below: header, diagnostic)
    if options.tellsObjects {
      options.say(MessageText(lines: diagnostic.json))
    } else if tally.add(diagnostic.code) {
      options.say(
        (diagnostic.cause == .rejected ? "rejected: " : "error: ")
          + diagnostic.rendered(outcome: "the record is left out"))
    }
  }

  /// Passes a record to the host.
  private func pass(_ record: Bytes, _ diagnostic: Diagnostic) throws(RunError) {
    guard let onReject = options.onReject else { return }
    do {
      try onReject(RejectedRecord(record, diagnostic))
    } catch {
      throw error as? RunError ?? RunError.io("a rejected record was not taken", error)
    }
  }

  /// Throws if `count` rejected records are as many as end the run.
  func check(count: Int, outcome: @autoclosure () -> MessageText) throws(RunError) {
    guard let most = options.maxErrors, count >= most else { return }
    sayTally()
    throw RunError(
      .record, "\(count) records were rejected, as many as \(options.names(.maxErrors)) allows",
      outcome: outcome())
  }

  /// To be called after the last record: reports the messages that were counted instead of shown.
  func sayTally() { if let message = tally.end() { options.say(message) } }
}
