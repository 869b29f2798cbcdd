internal import BatchModel
internal import LazyJSON

/// Writes the requests of a batch that have no good answer, to be sent again: those that failed,
/// those without a result and, with `includesCutShort`, those whose answer was cut short. Lines are
/// written unchanged, in their order.
///
/// Requests and results are matched by 96 bits of a hash of their ids, with a seed that differs in
/// each process. The probability that any two of a billion ids have the same is below 10⁻¹⁰.
public struct Retry {
  private let options: RetryOptions

  /// Nothing is opened before `execute`.
  public init(_ options: RetryOptions) { self.options = options }

  /// Reads all results and then the requests. Throws a `RunError`; then no output file has changed.
  @discardableResult
  public func execute() throws(RunError) -> RetryReport {
    try onToolThread { try RetryWork(options).run() }
  }
}

private final class RetryWork {
  private let options: RetryOptions
  private let profile: Profile
  private let ids: IDReader
  private let bad: BadLines
  private let results: ResultIndex
  private let output: RecordOutput
  private var report = RetryReport()
  private var id = ByteBuffer()
  private var marked = ByteBuffer()

  init(_ options: RetryOptions) throws(RunError) {
    self.options = options
    if options.results.isEmpty { throw RunError(.usage, "there are no results to compare with") }
    let inputs = (options.requests.inputs + options.results).asInputs.paths
    try inputs.checkStreams()
    try inputs.checkApart(from: options.output)
    if let growth = options.growth, !(growth > 1 && growth <= 1e6) {
      throw RunError(.usage, "a token limit grows by a factor above 1, got \(growth)")
    }
    profile = try options.requests.namedProfile()
    ids = IDReader(profile)
    bad = try BadLines(options.lines, ids, options.requests, reading: inputs) {
      options.onMessage($0.text)
    }
    results = ResultIndex(
      profile, framing: options.requests.framing, keepsLines: false,
      attempts: options.attempts, findsCutShort: options.includesCutShort)
    output = try RecordOutput(options.output, profile, hasUniqueIDs: true)
  }

  func run() throws -> RetryReport {
    var scan = options.requests
    scan.inputs = options.results
    let earlier = try results.read(scan, bad: bad) { isChosen($0) }
    let requests = try LineScan(options.requests.following(earlier))
    defer { requests.stop() }
    while let lines = try requests.next() {
      output.enter(lines)
      for line in lines.lines { try take(lines.scanned(line)) }
    }
    report.results = results.results
    report.surplus = results.surplus
    report.written = output.written
    report.rejected = bad.count
    let problems = output.problems
    let losses = try output.commit(bad.end())
    for text in problems + losses { options.onMessage("warning: \(text.text)") }
    return report
  }

  private func isChosen(_ failed: borrowing Answer) -> Bool {
    if options.only.isEmpty { return true }
    let code = failed.failure?.code
    let status = failed.status.map { String($0) }
    return options.only.contains { $0 == code || $0 == status }
  }

  private func take(_ line: ScannedLine) throws {
    guard try bad.takes(line) else { return }
    guard ids.read(line.root, of: line.document, into: &id) else {
      return try bad.take(line, "the request has no id", code: "missing_required_parameter")
    }
    let result = try results.line(of: id.elements)
    let marks = results.marks(of: result)
    if options.attempts != nil && marks.contains(.used) {
      return try bad.take(line, ResultIndex.isTaken, code: "duplicate_custom_id")
    }
    results.add(.used, to: result)
    report.requests += 1
    if !marks.contains(.best) {
      report.missing += 1
      return try write(line, of: result)
    }
    if marks.contains(.cutShort) {
      report.cutShort += 1
      try grow(line)
      return try write(line, of: result)
    }
    if marks.contains(.answered) { return report.answered += 1 }
    report.failed += 1
    if marks.contains(.chosen) { return try write(line, of: result) }
    report.passedOver += 1
  }

  private func grow(_ line: ScannedLine) throws {
    guard let growth = options.growth else { return }
    let body = line.document.member(line.root, named: profile.shape.body)
    if case .object(let node) = body,
      try TokenLimit.multiply(in: node, of: line.document, by: growth)
    {
      return
    }
    report.ungrown += 1
  }

  private func write(_ line: ScannedLine, of result: UInt32) throws {
    if results.marks(of: result).contains(.written) {
      let problem = output.repetition(id.elements, of: results.store.noted(of: result))
      return try bad.take(line, output.diagnostic(of: problem, bad.names))
    }
    if let attempts = options.attempts {
      marked.count = 0
      attempts.marked(id.elements, into: &marked)
      try ids.set(marked.elements, of: line.root, in: line.document)
    }
    do {
      try output.write(line, .batchRequestInput)
      results.add(.written, to: result)
      results.store.note(output.number(of: line), of: result)
    } catch let problem as RecordProblem {
      try bad.take(line, output.diagnostic(of: problem, bad.names))
    }
  }
}
