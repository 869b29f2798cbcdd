internal import LazyJSON

/// Handles the bad lines of a tool's inputs, by its `LinePolicy`.
final class BadLines {
  private let policy: LinePolicy
  private let say: (MessageText) -> Void
  private let rejects: Rejects?
  private var tally = RejectTally()
  private let ids: IDReader
  let names: OptionNames
  private let framing: InputFraming
  private(set) var count = 0

  /// `say` takes messages for people.
  init(
    _ policy: LinePolicy, _ ids: IDReader, _ scan: ScanOptions, reading inputs: [Path],
    say: @escaping (MessageText) -> Void
  ) throws(RunError) {
    let names = scan.names
    if policy.onError == .quarantine && policy.rejects == nil {
      throw RunError(
        .usage, "\(names(.onError, "quarantine")) needs \(names(.rejects, "FILE"))")
    }
    try Self.check(policy, names, inputs)
    self.policy = policy
    self.ids = ids
    self.names = names
    framing = scan.framing
    self.say = say
    rejects = try policy.rejects.map { (path) throws(RunError) in try Rejects(path) }
  }

  /// Throws if the file of rejects is an input or another output.
  private static func check(
    _ policy: LinePolicy, _ names: OptionNames, _ inputs: [Path]
  ) throws(RunError) {
    guard let rejects = policy.rejects else { return }
    if rejects == "-" {
      throw RunError(.usage, "\(names(.rejects)) takes a file, not standard output")
    }
    try inputs.checkApart(from: rejects, Rejects.reasons(of: rejects))
  }

  /// Rejects a bad line; throws if that ends the tool.
  func take(
    _ line: ScannedLine, _ message: String, code: String = "invalid_type", param: String? = nil
  ) throws(RunError) {
    var diagnostic = Diagnostic(message: message, code: code)
    diagnostic.param = param
    try take(line, diagnostic)
  }

  /// Rejects a bad line with a complete diagnostic.
  func take(_ line: ScannedLine, _ diagnostic: Diagnostic) throws(RunError) {
    var diagnostic = diagnostic
    diagnostic.input = InputPosition(
      file: line.file.description, line: line.number, customID: id(of: line),
      excerpt: Diagnostic.excerpt(line.original))
    count += 1
    if policy.onError == .fail || diagnostic.cause == .memory {
      throw RunError(
        .record, diagnostic,
        outcome: diagnostic.cause == .memory
          ? "nothing was written"
          : "nothing was written (\(names(.onError))=skip or quarantine goes on past bad lines)")
    }
    try rejects?.add(line.original, below: line.document.header, diagnostic)
    if tally.add(diagnostic.code) {
      say("error: " + diagnostic.rendered(outcome: "the line is left out"))
    }
    if let most = policy.maxErrors, count >= most {
      throw RunError(
        .record, "\(count) lines are bad, as many as \(names(.maxErrors)) allows",
        outcome: "nothing was written")
    }
  }

  /// Rejects a line that is not a JSON object. Returns true if the line is one.
  func takes(_ line: ScannedLine) throws(RunError) -> Bool {
    if let fault = line.document.fault(of: line.line) {
      try take(line, fault, code: framing.faultCode)
    } else if let problem = line.problem {
      let hint = BrokenFrame.hint(
        for: problem, of: line.line, in: line.document, file: line.file, framing: framing, names)
      try take(
        line, "\(framing.noun) is not valid JSON: \(problem)\(hint)", code: "invalid_json_line")
    } else if !line.document.isObject(line.root) {
      let found = line.document.value(line.root).description
      try take(line, "the line is \(found), not an object")
    } else {
      return true
    }
    return false
  }

  private func id(of line: ScannedLine) -> String? {
    guard line.problem == nil else { return nil }
    var id = ByteBuffer()
    return ids.read(line.root, of: line.document, into: &id) ? id.elements.string : nil
  }

  /// To be called at the end. Returns the files to commit.
  func end() -> [OutputFile] {
    if let message = tally.end() { say(message) }
    return rejects?.files ?? []
  }
}
