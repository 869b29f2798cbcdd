internal import BatchModel
internal import LazyJSON

/// Merges files into one. Requests get unique ids. Of results, the best of each id is written, in
/// the order in which the ids first occur: an answer is better than a failure, a later result
/// better than an earlier one.
public struct Merge {
  private let options: MergeOptions

  /// Nothing is opened before `execute`.
  public init(_ options: MergeOptions) { self.options = options }

  /// Throws a `RunError`; then no output file has changed.
  @discardableResult
  public func execute() throws(RunError) -> MergeReport {
    try onToolThread { try MergeWork(options).run() }
  }
}

private final class MergeWork {
  private let options: MergeOptions
  private let profile: Profile
  private let keys: RecordKeys
  private let bad: BadLines
  private let output: RecordOutput
  private let requests: MergedRequests
  private let results: MergedResults
  private var report = MergeReport()
  /// Whether lines are results; nil before the first line.
  private var areResults: Bool?
  /// The chunk that is being read.
  private var chunk: ScannedLines?

  init(_ options: MergeOptions) throws(RunError) {
    self.options = options
    profile = try options.inputs.namedProfile()
    keys = RecordKeys.of(profile.shape)
    let ids = IDReader(profile)
    bad = try BadLines(
      options.lines, ids, options.inputs, reading: options.inputs.inputs.paths
    ) { options.onMessage($0.text) }
    output = try RecordOutput(options.output, profile, hasUniqueIDs: options.ids != .error)
    requests = MergedRequests(options, ids, output, bad)
    results = MergedResults(profile, options.inputs.framing, output, bad)
  }

  func run() throws -> MergeReport {
    let scan = try LineScan(options.inputs)
    defer { scan.stop() }
    while let chunk = try scan.next() {
      output.enter(chunk)
      self.chunk = chunk
      if areResults != nil { try enter() }
      for line in chunk.lines { try take(chunk.scanned(line)) }
    }
    if areResults == true { try results.finish(&report) } else { try requests.finish(&report) }
    report.written = output.written
    report.rejected = bad.count
    let problems = report.areResults ? [] : output.problems
    let losses = try output.commit(bad.end())
    for text in problems + losses { options.onMessage("warning: \(text.text)") }
    return report
  }

  private func enter() throws(RunError) {
    guard let chunk else { return }
    if areResults == true { try results.enter(chunk) } else { try requests.enter(chunk) }
  }

  private func take(_ line: ScannedLine) throws {
    guard try bad.takes(line), let isResult = try isResult(line) else { return }
    if areResults == nil {
      areResults = isResult
      report.areResults = isResult
      try enter()
    }
    if isResult != areResults {
      let (this, others) = isResult ? ("result", "requests") : ("request", "results")
      return try bad.take(
        line, "the line is a \(this), and those before it are \(others): merge them apart")
    }
    report.read += 1
    if isResult { try results.take(line) } else { try requests.take(line, &report) }
  }

  /// Whether a line is a result; nil if it is neither a result nor a request.
  private func isResult(_ line: ScannedLine) throws(RunError) -> Bool? {
    switch options.type {
    case .input: return false
    case .output: return true
    default: break
    }
    let members = keys.members(of: line.root, in: line.document, line: line.line)
    if let kind = keys.kind(of: members) { return kind == .result }
    // Results of all services are recognised, whatever the profile.
    if RecordKeys.kind(of: line.root, in: line.document, profile: profile) == .result {
      return true
    }
    // Among results, an object of unknown shape is a result without an answer.
    if areResults == true { return true }
    let fitting = profile.othersFitting(line.root, in: line.document)
    let other = NotARecord(
      found: "an object", isObject: true, fitting: fitting, isRequest: false)
    try bad.take(line, other.reason(bad.names) ?? "the object is neither a request nor a result")
    return nil
  }
}
