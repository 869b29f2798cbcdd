internal import BatchModel
internal import LazyJSON

/// Joins requests with their results: a table with a row for each request, in the order of the
/// requests. If an id has several results, the best is used: an answer rather than a failure, a
/// later one rather than an earlier one.
public struct Join {
  private let options: JoinOptions

  /// Nothing is opened before `execute`.
  public init(_ options: JoinOptions) { self.options = options }

  /// Reads all results and then the requests. Throws a `RunError`; then no output file has changed.
  @discardableResult
  public func execute() throws(RunError) -> JoinReport {
    try onToolThread { try JoinWork(options).run() }
  }
}

private final class JoinWork {
  private let options: JoinOptions
  private let bad: BadLines
  private let results: ResultIndex
  private let ids: IDReader
  private let output: ToolOutput
  private let table: TableForm
  /// nil for the default columns.
  private let expressions: Expressions?
  private let scratch = ScratchDocument()
  private var document: Document { scratch.document }
  private let indexer = Indexer()
  private var report = JoinReport()
  private var id = ByteBuffer()
  private var other = ByteBuffer()
  private let row = RowValues()

  init(_ options: JoinOptions) throws(RunError) {
    self.options = options
    if options.results.isEmpty { throw RunError(.usage, "there are no results to join with") }
    let inputs = (options.requests.inputs + options.results).asInputs.paths
    try inputs.checkStreams()
    try inputs.checkApart(from: options.output)
    let names = options.columns.isEmpty ? Join.defaultColumns : options.columns.map(\.name)
    if let twice = names.indices.first(where: { names[..<$0].contains(names[$0]) }) {
      throw RunError(.usage, "there are two columns '\(names[twice])'")
    }
    let profile = try options.requests.namedProfile()
    ids = IDReader(profile)
    bad = try BadLines(options.lines, ids, options.requests, reading: inputs) {
      options.onMessage($0.text)
    }
    results = ResultIndex(
      profile, framing: options.requests.framing, keepsLines: true, attempts: options.attempts)
    table = TableForm(options, names: names)
    expressions =
      options.columns.isEmpty
      ? nil
      : try Expressions(
        options.columns.map(\.value), options.expressions, profile: profile,
        names: options.requests.names
      ) { options.onMessage($0.text) }
    output = try ToolOutput(options.output)
  }

  func run() throws -> JoinReport {
    var scan = options.requests
    scan.inputs = options.results
    let earlier = try results.read(scan, bad: bad)
    try output.append { table.appendHead(to: &$0) }
    let requests = try LineScan(options.requests.following(earlier))
    defer { requests.stop() }
    while let lines = try requests.next() {
      for line in lines.lines { try take(lines.scanned(line), line, lines.origin) }
    }
    report.results = results.results
    report.surplus = results.surplus
    report.rejected = bad.count
    if options.listsIDs { try listSurplus() }
    try results.store.end()
    try output.flush()
    for text in try OutputFile.commit([output.file] + bad.end()) {
      options.onMessage("warning: \(text.text)")
    }
    return report
  }

  private func take(_ line: ScannedLine, _ entry: Line, _ origin: Origin) throws {
    guard try bad.takes(line) else { return }
    guard ids.read(line.root, of: line.document, into: &id) else {
      return try bad.take(line, "the request has no id", code: "missing_required_parameter")
    }
    if options.attempts != nil {
      let known = try results.line(of: id.elements)
      if results.marks(of: known).contains(.used) {
        return try bad.take(line, ResultIndex.isTaken, code: "duplicate_custom_id")
      }
      results.add(.used, to: known)
    }
    let result = try findResult()
    do {
      try fill((line.document, entry, origin), result.map { _ in document })
    } catch let fault as RecordFault {
      return try bad.take(line, fault.diagnostic)
    }
    count(result, line)
    if let expressions {
      try output.append { table.append(expressions.values, to: &$0) }
    } else {
      try output.append { table.append(row, to: &$0) }
    }
  }

  /// Loads the result of the current id into the document. Returns its number, or nil.
  private func findResult() throws(RunError) -> UInt32? {
    guard let result = results.find(id.elements) else { return nil }
    try results.store.load(result, into: document, with: indexer)
    return results.isOf(id.elements, document) ? result : nil
  }

  private func fill(_ request: RecordPosition, _ result: Document?) throws {
    if let expressions {
      return try expressions.evaluate(
        request, number: report.requests + 1, as: .input, out: result.map { ($0, 0) })
    }
    row.clear()
    DefaultColumns.append(id.elements, result, to: row)
  }

  private func count(_ result: UInt32?, _ line: ScannedLine) {
    report.requests += 1
    guard let result else {
      report.missing += 1
      if options.listsIDs {
        let text: MessageText =
          "missing: \(line.position): there is no result of '\(id.elements.string)'"
        options.onMessage(text.text)
      }
      return
    }
    results.add(.used, to: result)
    if results.marks(of: result).contains(.answered) {
      report.answered += 1
    } else {
      report.failed += 1
    }
  }

  private func listSurplus() throws(RunError) {
    for number in 0..<UInt32(results.store.count) {
      let marks = results.marks(of: number)
      guard marks.contains(.best), !marks.contains(.used) else { continue }
      try results.store.load(number, into: document, with: indexer)
      _ = ids.read(0, of: document, into: &other)
      let (file, line) = results.store.position(of: number)
      let text: MessageText =
        "surplus: \(file):\(line): there is no request of '\(other.elements.string)'"
      options.onMessage(text.text)
    }
  }
}
