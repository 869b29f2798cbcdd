internal import BatchModel
internal import LazyJSON

/// The work of `Stats`.
final class StatsPass {
  private let options: StatsOptions
  private let profile: Profile
  private let early: EarlyLooks<PlainAnswers>
  private let scan: LineScan
  private let prices: Prices?
  private var kinds: LineKinds
  private var report = StatsReport()
  private var urls = NameCounts()
  private var models = NameCounts()
  private var bytes = Distribution()
  private var tokens = Distribution()
  private var results: ResultCounts
  /// How much of each limit the current file uses, and the most that any file has used.
  private var used = Used()
  private var most: [(used: Int, file: Path)] = [(0, ""), (0, ""), (0, "")]
  private var file: Path = ""
  /// The number of lines that are not JSON objects, and the position of the first one.
  private var broken = 0
  private var firstBroken: MessageText = ""

  private struct Used {
    var requests = 0
    var bytes = 0
    var inputs = 0
    var values: [Int] { [requests, bytes, inputs] }
  }

  init(_ options: StatsOptions) throws(RunError) {
    self.options = options
    profile = try options.scan.namedProfile()
    prices = try options.prices.map { (path) throws(RunError) in try Prices(path) }
    let shape = profile.shape
    early = EarlyLooks { PlainAnswers(shape) }
    scan = try LineScan(options.scan, inspector: early)
    kinds = LineKinds(profile)
    results = ResultCounts(profile.shape)
    report.files = options.scan.inputs.asInputs.map {
      $0.isStandardInput ? "standard input" : $0.name
    }
    report.profile = profile.name
    report.hasPrices = prices != nil
  }

  func run() throws(RunError) -> StatsReport {
    while let chunk = try scan.next() {
      if chunk.isFirst {
        endFile()
        file = chunk.file
        used.bytes = chunk.document.dropped
        report.bytes += chunk.document.dropped
      }
      used.bytes += chunk.text.count
      report.bytes += chunk.text.count
      report.lines += chunk.lines.count
      let seen = early.take(chunk.document)
      for (index, line) in chunk.lines.enumerated() {
        count(line, seen?.answers[index], in: chunk)
      }
      if let seen { early.give(seen) }
    }
    endFile()
    finish()
    if broken > 0 {
      let lines = broken == 1 ? "1 line is no JSON object" : "\(broken) lines are no JSON objects"
      let message: MessageText = "warning: \(lines), first \(firstBroken)"
      options.onMessage(message.text)
    }
    return report
  }

  private func count(_ line: Line, _ answer: PlainAnswer?, in chunk: ScannedLines) {
    let document = chunk.document
    guard line.isValid, document.isObject(line.root) else {
      if broken == 0 { firstBroken = chunk.scanned(line).position }
      broken += 1
      report.others += 1
      return
    }
    // Needed with a given type, too: it determines the shape.
    let detected = kinds.kind(of: line, in: document)
    switch options.type == .detect ? detected : options.type.lineKind {
    case .request: count(request: line, in: document)
    case .result:
      if let answer {
        results.add(answer, in: document)
      } else {
        results.add(chunk.scanned(line), kinds.other?.shape)
      }
    case nil: report.others += 1
    }
  }

  private func count(request line: Line, in document: Document) {
    report.requests += 1
    used.requests += 1
    bytes.add(Int(line.end - line.start) + 1)
    let parts = RequestParts(line, in: document, profile.shape)
    let isEmbedding = parts.isEmbedding
    if let url = parts.url { urls.add(url) }
    guard let body = parts.body else { return tokens.add(0) }
    if case .string(let model) = document.member(body, "model") { models.add(model) }
    let size = RequestSize(of: body, in: document, isEmbedding: isEmbedding)
    tokens.add(size.tokens)
    used.inputs += size.embeddingInputs
    report.embeddingInputs += size.embeddingInputs
  }

  private func endFile() {
    if used.requests > 0 {
      for (index, value) in used.values.enumerated() where value > most[index].used {
        most[index] = (value, file)
      }
    }
    used = Used()
  }

  private func finish() {
    report.urls = Self.ranked(urls)
    report.models = Self.ranked(models)
    // Moved out, so that the values are sorted in place.
    var taken = Distribution()
    swap(&taken, &bytes)
    report.requestBytes = taken.summary()
    taken = Distribution()
    swap(&taken, &tokens)
    report.requestTokens = taken.summary()
    let limits = [
      ("requests", profile.maxRequests), ("bytes", profile.maxBytes),
      ("embedding_inputs", profile.maxEmbeddingInputs),
    ]
    if report.requests > 0 {
      report.limits = zip(limits, most).compactMap { limit, most in
        limit.1.map {
          StatsReport.Share(name: limit.0, used: most.used, limit: $0, file: most.file)
        }
      }
    }
    results.fill(&report, prices)
  }

  /// Sorted by count, the largest first; equal counts in the order of their first occurrence.
  static func ranked(_ counts: NameCounts) -> [StatsReport.Count] {
    var all = counts.names.map { StatsReport.Count(name: $0.name, count: $0.count) }
    if counts.others > 0 { all.append(StatsReport.Count(name: "others", count: counts.others)) }
    return all.enumerated().sorted { ($1.element.count, $0.offset) < ($0.element.count, $1.offset) }
      .map(\.element)
  }
}
