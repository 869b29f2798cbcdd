internal import BatchModel
internal import LazyJSON

/// The work of `Split`.
final class SplitPass {
  private let options: SplitOptions
  private let profile: Profile
  private let scan: LineScan
  private let limits: SplitLimits
  private let files: SplitFiles
  private let badLines: BadLines
  private let expressions: Expressions?
  /// The current part of each key.
  private var current: [SplitKey?: SplitPart] = [:]
  private var read = 0
  /// Bytes of all lines so far.
  private var done = 0

  init(_ options: SplitOptions) throws(RunError) {
    self.options = options
    profile = try options.scan.namedProfile()
    files = try SplitFiles(options)
    try options.check(files.pattern)
    badLines = try BadLines(
      options.lines, IDReader(profile), options.scan, reading: options.scan.inputs.paths
    ) { options.onMessage($0.text) }
    let measured = options.parts == nil ? nil : try MeasuredInputs(options.scan)
    limits = SplitLimits(
      options, profile, hasParts: files.pattern.hasParts, total: measured?.bytes)
    scan = try LineScan(measured?.options ?? options.scan)
    let profile = profile
    expressions = try options.key.map { (key) throws(RunError) in
      try Expressions(
        [key], options.expressions, profile: profile, names: options.scan.names
      ) { options.onMessage($0.text) }
    }
  }

  func run() throws(RunError) -> SplitReport {
    do throws(RunError) {
      while let chunk = try scan.next() { try take(chunk) }
      var report = SplitReport()
      report.parts = files.parts.map(\.info)
      let losses = try files.commit(with: badLines.end())
      for message in losses + missingKeys + excesses(report.parts) {
        options.onMessage("warning: \(message.text)")
      }
      report.rejected = badLines.count
      return report
    } catch {
      files.discard()
      throw error
    }
  }

  private func take(_ chunk: ScannedLines) throws(RunError) {
    let lines = chunk.lines
    let isMarked = chunk.isFirst && chunk.origin.input == 0 && chunk.document.dropped > 0
    if expressions == nil && isMarked { files.lead.append(StaticString("\u{FEFF}").bytes) }
    if lines.isEmpty && expressions == nil { try files.keep(chunk.text, behind: current[nil]) }
    for (index, line) in lines.enumerated() {
      let start = index == 0 && expressions == nil ? 0 : Int(line.start)
      let end = index + 1 < lines.count ? Int(lines[index + 1].start) : chunk.text.count
      let scanned = chunk.scanned(line)
      guard try badLines.takes(scanned) else { continue }
      let request = size(of: line, in: chunk.document)
      let size = request ?? RequestSize()
      var length = expressions == nil ? end - start : Int(line.end) - start + 1
      if files.parts.isEmpty { length += files.lead.count }
      if let problem = limits.problem(length, size) {
        try badLines.take(scanned, problem.text, code: "request_too_large")
        continue
      }
      guard let key = try key(of: scanned, chunk) else { continue }
      let part = try part(for: key.value, length, size, in: chunk.text)
      if expressions == nil {
        try files.append(start..<end, of: chunk.text, to: part)
      } else {
        try files.append(scanned.bytes, to: part)
      }
      part.info.requests += 1
      if request != nil { part.info.bodies += 1 }
      part.info.tokens += size.tokens
      part.info.embeddingInputs += size.embeddingInputs
      done += length
    }
    try files.endChunk(chunk.text)
  }

  /// The key of a line, `.some(nil)` without an expression; nil for a bad line.
  private func key(
    of line: ScannedLine, _ chunk: ScannedLines
  ) throws(RunError) -> (value: SplitKey?, Void)? {
    guard let expressions else { return (nil, ()) }
    read += 1
    do {
      try expressions.evaluate(
        (chunk.document, line.line, chunk.origin), number: read,
        as: options.type == .detect ? nil : options.type)
    } catch let fault as RecordFault {
      try badLines.take(line, fault.diagnostic)
      return nil
    } catch {
      throw error as? RunError ?? RunError(.record, "\(error)")
    }
    return (SplitKey(expressions.values[0]), ())
  }

  /// A message if no line has a key, as with the name of a member that is misspelt.
  private var missingKeys: [MessageText] {
    guard let expression = options.key, current.count == 1, current.keys.first??.isNone == true
    else { return [] }
    return ["\(expression.code) is nil for each line: all are in the part 'none'"]
  }

  /// Messages for parts that the service would refuse, as no limit was given that prevents them.
  private func excesses(_ parts: [SplitReport.Part]) -> [MessageText] {
    let found = parts.compactMap { part in
      limit(thatExceeds: part).map { (file: part.file, limit: $0) }
    }
    guard let first = found.first else { return [] }
    let more = found.count == 1 ? "" : " (and \(found.count - 1) more files)"
    let remedy =
      files.pattern.hasParts ? "" : "; with {part} in the name of the output they are cut"
    return ["\(first.file)\(more): \(first.limit.limitMessage)\(remedy)"]
  }

  private func limit(thatExceeds part: SplitReport.Part) -> ErrorCode? {
    if part.bodies == 0 { return nil }
    if let most = profile.maxRequests, part.requests > most {
      return .tooManyRequests(count: part.requests, limit: most)
    }
    if let most = profile.maxBytes, part.bytes > most {
      return .fileTooLarge(bytes: part.bytes, limit: most)
    }
    if let most = profile.maxEmbeddingInputs, part.embeddingInputs > most {
      return .tooManyEmbeddingInputs(count: part.embeddingInputs, limit: most)
    }
    return nil
  }

  /// nil for a line without the body of a request.
  private func size(of line: Line, in document: Document) -> RequestSize? {
    let parts = RequestParts(line, in: document, profile.shape)
    guard let body = parts.body else { return nil }
    return RequestSize(of: body, in: document, isEmbedding: parts.isEmbedding)
  }

  /// The part that a line goes to.
  private func part(
    for key: SplitKey?, _ length: Int, _ size: RequestSize, in text: Bytes
  ) throws(RunError) -> SplitPart {
    if let part = current[key] {
      let whole = length + (part.isOpen ? 1 : 0)
      let begins = limits.begins(whole, size, behind: part.info, number: part.number, done: done)
      if !begins { return part }
      try files.end(part, with: text)
    }
    let part = try files.begin((current[key]?.number ?? 0) + 1, key: key)
    current[key] = part
    return part
  }
}
