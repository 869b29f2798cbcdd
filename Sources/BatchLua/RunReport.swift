/// The results of runs, for programs.
public struct RunReport: Sendable {
  /// The result for one input, or for all inputs of a single run.
  public struct File: Sendable {
    /// Nil for standard input, and for several inputs.
    public let input: Path?
    /// Nil for standard output.
    public let output: Path?
    /// The file of rejected records.
    public let rejects: Path?
    /// The counts; nil if the run failed or was not begun.
    public var summary: RunSummary?
    /// The error if it failed.
    public var error: RunError?

    /// A run that has not begun.
    public init(input: Path?, output: Path?, rejects: Path?) {
      self.input = input
      self.output = output
      self.rejects = rejects
    }
  }

  /// In the order of the inputs.
  public var files: [File] = []
  /// The error if not all runs succeeded.
  public var error: RunError?
  /// Whether the outputs are committed.
  public var arePlaced = false

  /// An empty report.
  public init() {}

  /// Executes a run, and reports its result.
  public init(of options: RunOptions) {
    let inputs = options.inputs.compactMap(\.path)
    var file = File(
      input: inputs.count == 1 && inputs[0] != "-" ? inputs[0] : nil, output: options.output.path,
      rejects: options.rejects)
    do throws(RunError) {
      file.summary = try Run(options).execute()
      arePlaced = !options.isDry
    } catch {
      file.error = error
      self.error = error
    }
    files = [file]
  }

  /// Throws if the file of the report would replace one that the runs read or write.
  package static func check(
    _ report: Path, _ options: RunOptions, _ destination: RunSet.Destination?
  ) throws(RunError) {
    var others = options.inputs.compactMap(\.path)
    if case .file(let script) = options.script { others.append(script) }
    if let destination {
      for target in try RunTargets(options, destination).all {
        others.append(target.output)
        if let kept = target.kept { others.append(kept.name) }
        if let rejects = target.rejects { others += [rejects, Rejects.reasons(of: rejects)] }
      }
    } else {
      if let output = options.output.path { others.append(output) }
      if let rejects = options.rejects { others += [rejects, Rejects.reasons(of: rejects)] }
    }
    let target = OutputTarget.resolve(report)
    if let other = others.first(where: { $0 != "-" && OutputTarget.resolve($0) == target }) {
      throw RunError(.usage, "the report would replace \(other)")
    }
  }

  /// The counts of all runs together.
  public var summary: RunSummary {
    files.compactMap(\.summary).reduce(into: RunSummary()) { $0.add($1) }
  }

  /// The report as one JSON object: `object` ("run"), `placed`, the counts of all, `error`, and
  /// `files`, a list of objects with `input`, `output`, `rejects`, their counts and `error`. An
  /// error is one of the batch API (`code`, `message`, `param`, `line`) with `file`, `custom_id`
  /// and `script`.
  public var json: String {
    let data = files.map { file in
      let paths: [(String, Report)] = [
        ("input", .string(file.input?.text)), ("output", .string(file.output?.text)),
        ("rejects", .string(file.rejects?.text)),
      ]
      return Report.object(
        paths + (file.summary?.members ?? RunSummary.noMembers) + [("error", file.error.report)])
    }
    let members: [(String, Report)] = [("object", .string("run")), ("placed", .boolean(arePlaced))]
    let all = Report.object(
      members + summary.members + [("error", error.report), ("files", .list(data))])
    return String(all.line.dropLast())
  }
}

extension Path {
  /// As text, without escapes.
  fileprivate var text: String { String(decoding: bytes, as: UTF8.self) }
}

extension RunSummary {
  fileprivate var members: [(String, Report)] {
    zip(Self.names, [read, written, dropped, rejected, bytesRead, bytesWritten]).map {
      ($0, .integer($1))
    } + [("seconds", .double((seconds * 1000).rounded() / 1000))]
  }

  fileprivate static var noMembers: [(String, Report)] {
    (names + ["seconds"]).map { ($0, .null) }
  }

  private static let names = [
    "read", "written", "dropped", "rejected", "bytes_read", "bytes_written",
  ]
}

extension RunError? {
  fileprivate var report: Report { self?.report ?? .null }
}
