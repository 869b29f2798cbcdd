internal import BatchModel
internal import LazyJSON

/// The work of `Validate`.
final class ValidatePass {
  private let options: ValidateOptions
  private let profile: Profile
  private let inputs: [Path]
  private var check: FileCheck
  private let fixer: LineFixer?
  private var report = ValidateReport()
  /// The files that were begun, and how many lines stand before each: ids are remembered by the
  /// numbers of their lines over all of them.
  private var files: [(file: Path, before: Int)] = []
  private var end = 0
  private var seen: [LineFinding] = []
  /// The last line with a problem.
  private var lastLine = 0

  typealias Found = (Finding) throws(RunError) -> Void

  init(_ options: ValidateOptions) throws(RunError) {
    self.options = options
    profile = try options.scan.namedProfile()
    inputs = options.scan.inputs.asInputs
    try inputs.checkStreams()
    try inputs.checkApart(from: options.map)
    try Self.check(options)
    check = FileCheck(
      profile: profile, schemas: BodyTypeParser.schemas, as: options.recordType.lineKind,
      isStrict: options.isStrict)
    let shape = profile.shape
    fixer = try options.fixed.map { (path) throws(RunError) in
      try LineFixer(path, map: options.map, shape: shape)
    }
  }

  private static func check(_ options: ValidateOptions) throws(RunError) {
    if options.map != nil && options.fixed == nil {
      throw RunError(.usage, "a map of ids goes with lines that are mended")
    }
    if options.scan.framing == .csv || options.scan.framing == .text {
      throw RunError(
        .usage, "rows and strings are no requests: what is validated is framed as jsonl or json")
    }
  }

  func run(_ found: Found) throws(RunError) -> ValidateReport {
    for (number, input) in inputs.enumerated() {
      if number > 0 && fixer == nil { check.startFile(after: UInt32(truncatingIfNeeded: end)) }
      try look(at: input, found)
    }
    if let fixer { try add(limits(bytes: fixer.bytes, options.fixed ?? "-"), found) }
    report.models = check.models.names.map { ValidateReport.Count(name: $0.name, count: $0.count) }
    report.urls = check.urls.names.map { ValidateReport.Count(name: $0.name, count: $0.count) }
    for loss in try fixer?.commit() ?? [] { options.onMessage("warning: \(loss.text)") }
    return report
  }

  // MARK: A file

  private func look(at input: Path, _ found: Found) throws(RunError) {
    let scan = try scan(of: input)
    var file = FileFindings(
      input, framing: fixer == nil ? options.scan.framing : .json, options.scan.names)
    let counted = fixer == nil ? (0, 0) : (check.requests, check.results)
    files.append((file.name, end))
    do throws(RunError) {
      while file.encoding == nil, let chunk = try scan.next() {
        if chunk.isFirst {
          file.begin(chunk)
          files[files.count - 1].file = chunk.file
        }
        if file.encoding == nil { try look(at: chunk, &file, found) }
      }
    } catch {
      guard let content = error.content, error.kind == .io, fixer == nil else { throw error }
      try add([file.unreadable(content)], found)
    }
    let bytes = scan.summary.bytesRead + file.dropped
    report.bytes += bytes
    report.requests += check.requests - counted.0
    report.results += check.results - counted.1
    try add(file.findings, found)
    if fixer == nil { try add(limits(bytes: bytes, file.name), found) }
    end += file.physicalLines
  }

  private func scan(of input: Path) throws(RunError) -> LineScan {
    var options = options.scan
    options.inputs = [input]
    if let onProgress = options.onProgress {
      options.onProgress = { [bytes = report.bytes, read = report.requests] summary in
        var summary = summary
        summary.bytesRead += bytes
        summary.read += read
        onProgress(summary)
      }
    }
    if fixer == nil { return try LineScan(options, isLenient: true) }
    options.framing = .json
    return try LineScan(options, isLenient: true, MendingOpener())
  }

  private func limits(bytes: Int, _ file: Path) -> [Finding] {
    check.limits(bytes: bytes).map { code in
      Finding(
        file, line: nil, code: profile.name(of: code), code.limitMessage,
        param: profile.param(of: code), level: options.isStrict ? .problem : .limit)
    }
  }

  private func look(
    at chunk: ScannedLines, _ file: inout FileFindings, _ found: Found
  ) throws(RunError) {
    file.enter(chunk)
    let first = UInt32(truncatingIfNeeded: end + chunk.origin.firstLine)
    for line in chunk.lines {
      file.note(line, in: chunk)
      if !line.isValid {
        if let finding = file.broken(line, in: chunk) { try add([finding], found) }
        try fixer?.keep(chunk.document.original(of: line))
        continue
      }
      if file.isInside(line, of: chunk, check) { continue }
      let number = first &+ line.number
      seen.removeAll(keepingCapacity: true)
      check.check(line, in: chunk.document, at: number, into: &seen)
      for finding in seen {
        try add(finding, chunk.scanned(line), number, found)
      }
      try fixer?.write(line, in: chunk.document)
    }
  }

  // MARK: Findings

  private func add(
    _ seen: LineFinding, _ line: ScannedLine, _ number: UInt32, _ found: Found
  ) throws(RunError) {
    let code = seen.code
    var finding = Finding(
      line.file, line: line.number, code: profile.name(of: code), code.message,
      param: profile.param(of: code), level: seen.isWarning ? .warning : .problem)
    switch code {
    case .duplicateCustomID(let id):
      if let fixer, try fixer.rename(id, line, isNew: { check.take(newID: $0, at: number) }) {
        report.renamed += 1
        return
      }
      finding.message = "custom_id '\(id)' was used at \(place(of: seen.firstUse ?? 0))"
      finding.param = nil
    case .invalidRequest(let key):
      let path = profile.shape.path(ofField: "body.\(key)")
      finding.code = ErrorCode.missingRequiredParameter(path).name
      finding.message = ErrorCode.missingRequiredParameter(path).message
    default: break
    }
    try add([finding], found)
  }

  /// "in.jsonl:3"
  private func place(of number: UInt32) -> String {
    guard let file = files.last(where: { $0.before < Int(number) }) else { return "" }
    return "\(file.file):\(Int(number) - file.before)"
  }

  private func add(_ findings: [Finding], _ found: Found) throws(RunError) {
    for finding in findings {
      if finding.level == .warning {
        report.warnings += 1
      } else {
        report.problems += 1
        if let line = finding.line, end + line != lastLine {
          lastLine = end + line
          report.linesWithProblems += 1
        }
      }
      try found(finding)
    }
  }
}
