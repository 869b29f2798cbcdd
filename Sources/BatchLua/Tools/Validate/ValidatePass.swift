internal import BatchModel
internal import LazyJSON

/// The work of `Validate`.
final class ValidatePass {
  private let options: ValidateOptions
  private let profile: Profile
  private let inputs: [RunInput]
  private var check: FileCheck
  /// Looks ahead where nothing is mended.
  private let early: EarlyLooks<ChunkCheck>?
  private let fixer: LineFixer?
  private var report = ValidateReport()
  /// The files so far, and the number of lines before each: the line of an id is stored as its
  /// number over all files.
  private var files: [(file: Path, before: Int)] = []
  private var end = 0
  /// What was read of earlier files.
  private var earlier = RunSummary()
  private var seen: [LineFinding] = []
  /// The number of the last line with a problem.
  private var lastLine = 0

  typealias Found = (Finding) throws(RunError) -> Void

  init(_ options: ValidateOptions) throws(RunError) {
    self.options = options
    profile = try options.scan.namedProfile()
    inputs = options.scan.inputs.asInputs
    try inputs.paths.checkStreams()
    try inputs.paths.checkApart(from: options.map)
    try options.check()
    let (profile, kind, isStrict) = (profile, options.recordType.lineKind, options.isStrict)
    let seed = UInt64.random(in: 1 ... .max)
    check = FileCheck(
      profile: profile, schemas: BodyTypeParser.schemas, as: kind, isStrict: isStrict, seed: seed)
    let look: @Sendable () -> ChunkCheck = {
      ChunkCheck(
        profile: profile, schemas: BodyTypeParser.schemas, as: kind, isStrict: isStrict, seed: seed)
    }
    early = options.fixed == nil ? EarlyLooks(look) : nil
    fixer = try options.fixed.map { (path) throws(RunError) in
      try LineFixer(path, map: options.map, profile)
    }
  }

  func run(_ found: Found) throws(RunError) -> ValidateReport {
    for (number, input) in inputs.enumerated() {
      if number > 0 && fixer == nil { check.startFile(after: UInt32(truncatingIfNeeded: end)) }
      try look(at: input, found)
    }
    try mendIDs()
    if let fixer { try add(limits(bytes: fixer.bytes, options.fixed ?? "-"), found) }
    report.models = check.models.names.map { ValidateReport.Count(name: $0.name, count: $0.count) }
    report.urls = check.urls.names.map { ValidateReport.Count(name: $0.name, count: $0.count) }
    for loss in try fixer?.commit() ?? [] { options.onMessage("warning: \(loss.text)") }
    return report
  }

  /// Replaces duplicate ids.
  private func mendIDs() throws(RunError) {
    try fixer?.finish {
      check.isTaken(id: $0)
    } _: { (id, number) throws(RunError) in
      check.take(newID: id, at: number)
      report.renamed += 1
      return position(of: number)
    }
  }

  // MARK: A file

  private func look(at input: RunInput, _ found: Found) throws(RunError) {
    let scan = try scan(of: input)
    var file = FileFindings(
      input.name, framing: fixer == nil ? options.scan.framing : .json, options.scan.names)
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
    earlier.add(scan.summary)
    let bytes = scan.summary.bytesRead + file.dropped
    report.bytes += bytes
    report.requests += check.requests - counted.0
    report.results += check.results - counted.1
    try add(file.findings, found)
    if fixer == nil { try add(limits(bytes: bytes, file.name), found) }
    end += file.physicalLines
  }

  private func scan(of input: RunInput) throws(RunError) -> LineScan {
    var options = options.scan.following(earlier)
    options.inputs = [input]
    if fixer == nil { return try LineScan(options, isLenient: true, inspector: early) }
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
    if takeTogether(chunk, from: first, &file) { return }
    for line in chunk.lines {
      file.note(line, in: chunk)
      if !line.isValid {
        if let finding = file.broken(line, in: chunk) { try add([finding], found) }
        try fixer?.keep(chunk.document.original(of: line))
        continue
      }
      if file.isInside(line, of: chunk, &check) { continue }
      let number = first &+ line.number
      seen.removeAll(keepingCapacity: true)
      check.check(line, in: chunk.document, at: number, into: &seen)
      var isRepeated = false
      for finding in seen {
        if fixer != nil, finding.isRepeatedID {
          isRepeated = true
        } else {
          try add(finding, chunk.scanned(line), found)
        }
      }
      try fixer?.write(line, in: chunk.document, repeated: isRepeated ? number : 0)
    }
  }

  /// Takes lines with which nothing is wrong; false when each is to be checked.
  private func takeTogether(
    _ chunk: ScannedLines, from first: UInt32, _ file: inout FileFindings
  ) -> Bool {
    guard let early, let seen = early.take(chunk.document) else { return false }
    defer { early.give(seen) }
    guard !file.isOpen, check.take(seen, of: chunk.lines, from: first) else { return false }
    if seen.hasReturns { for line in chunk.lines { file.note(line, in: chunk) } }
    return true
  }

  // MARK: Findings

  private func add(
    _ seen: LineFinding, _ line: ScannedLine, _ found: Found
  ) throws(RunError) {
    let code = seen.code
    var finding = Finding(
      line.file, line: line.number, code: profile.name(of: code), code.message,
      param: profile.param(of: code), level: seen.isWarning ? .warning : .problem)
    switch code {
    case .duplicateCustomID(let id):
      let (file, line) = position(of: seen.firstUse ?? 0)
      finding.message = "custom_id '\(id)' was used at \(file):\(line)"
      finding.param = nil
    case .invalidRequest(let key):
      let path = profile.shape.path(ofField: "body.\(key)")
      finding.code = ErrorCode.missingRequiredParameter(path).name
      finding.message = ErrorCode.missingRequiredParameter(path).message
    default: break
    }
    try add([finding], found)
  }

  /// The file of a line, and its line number there.
  private func position(of number: UInt32) -> (file: Path, line: Int) {
    guard let file = files.last(where: { $0.before < Int(number) }) else { return ("", 0) }
    return (file.file, Int(number) - file.before)
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
