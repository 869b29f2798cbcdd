import ArgumentParser
import BatchLua

/// Options for one output per input, and for the report about them.
struct FileSetOptions: ParsableArguments {
  @Flag(
    name: [.customShort("i"), .customLong("in-place")],
    help: ArgumentHelp(
      "Run over each input by itself, and replace it by what is written; all of them or none. "
        + "--in-place=SUFFIX keeps what was there as INPUT with SUFFIX."))
  var inPlace = false

  @Option(
    name: .customLong("in-place-suffix"), help: ArgumentHelp(visibility: .private))
  var suffix: String?

  @Option(
    name: .customLong("output-dir"),
    help: ArgumentHelp(
      "Run over each input by itself, and write to DIR by its name; all outputs or none are put "
        + "there. With --on-error quarantine, NAME.rejects.jsonl stands beside NAME.jsonl.",
      valueName: "DIR"), completion: .directory)
  var directory: String?

  @Option(
    name: .customLong("report"),
    help: ArgumentHelp(
      "Write what was done to a file, as one object of JSON; also when the run fails.",
      valueName: "FILE"), completion: .file())
  var report: String?

  @Option(
    name: .customLong("shard"),
    help: ArgumentHelp(
      "The number of the first input, for batch.current.shard. (default: 1)", valueName: "N"))
  var shard: Int?

  func validate() throws {
    if inPlace && directory != nil {
      throw ValidationError("--in-place and --output-dir do not go together: take one of them")
    }
    if suffix?.isEmpty == true { throw ValidationError("--in-place= takes a suffix such as .bak") }
    if suffix?.contains("/") == true {
      throw ValidationError("--in-place= takes a suffix without '/', such as .bak")
    }
    if report == "-" { throw ValidationError("--report takes a file, not standard output") }
  }

  /// The destination of the outputs; nil if there is one output for all inputs.
  var destination: RunSet.Destination? {
    if let directory { return .directory(Arguments.path(directory)) }
    return inPlace ? .inputs(keeping: suffix) : nil
  }

  /// Throws for options that make no sense for a set of runs.
  func check(
    _ outputs: OutputOptions, _ parts: PartOptions, _ errors: ErrorOptions, noInput: Bool
  ) throws {
    guard destination != nil else { return }
    let name = inPlace ? "--in-place" : "--output-dir"
    if noInput { throw ValidationError("\(name) takes inputs, and -n has none") }
    if outputs.output != nil {
      throw ValidationError("\(name) gives each input an output: it does not go with -o")
    }
    if parts.maxRequests != nil || parts.maxBytes != nil {
      throw ValidationError(
        "\(name) does not cut outputs: --max-requests and --max-bytes go with -o")
    }
    if errors.rejects != nil {
      throw ValidationError(
        "\(name) gives each input rejects of its own with --on-error quarantine: leave --rejects out"
      )
    }
  }

  func apply(to options: inout RunOptions) {
    if let shard { options.shard = shard }
  }

  /// Throws for a report that would replace another file of the run.
  func checkReport(of options: RunOptions) throws {
    if let report { try RunReport.check(Arguments.path(report), options, destination) }
  }

  func write(_ report: RunReport) throws(RunError) {
    guard let path = self.report else { return }
    try TextFiles.write([(Arguments.path(path), report.json + "\n")])
  }
}
