import ArgumentParser
import BatchLua

/// `batchlua retry`: writes the requests without a good answer.
struct RetryCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "retry",
    abstract: "Writes the requests that have no good answer, to be sent again.",
    usage: "batchlua retry [OPTIONS] [REQUESTS ...] --results FILE ... -o FILE",
    discussion: """
      Examples:
        batchlua retry in.jsonl --results out.jsonl errors.jsonl -o again.jsonl
        batchlua retry in.jsonl --results out.jsonl --only 429,server_error -o again.jsonl
        batchlua retry in.jsonl --results out.jsonl --cut-short --grow 2 -o again.jsonl

      A request is sent again when it failed, or has no result. Of several results of an id an \
      answer counts before a failure, and a later one before an earlier: give the results of \
      all batches. Lines stay as they are, in their order.

      Exit codes: 0 done, also when nothing is left; 1 done, but bad lines were left out; 2 usage, \
      input or output trouble; 4 a line is bad, or memory was refused.
      """)

  @Argument(
    help: ArgumentHelp("The requests; '-' or none is standard input.", valueName: "REQUESTS"),
    completion: .file())
  var files: [String] = []

  @OptionGroup var results: ResultOptions

  @OptionGroup var outputs: FileOption

  @Option(
    name: .customLong("only"), parsing: .singleValue,
    help: ArgumentHelp(
      "Of those that failed, only those whose last failure has one of these codes or HTTP statuses.",
      valueName: "CODE|STATUS,..."))
  var only: [String] = []

  @Flag(
    name: .customLong("cut-short"),
    help: "Also those whose answer ended for its length: it is paid for once more.")
  var cutShort = false

  @Option(
    name: .customLong("grow"),
    help: ArgumentHelp(
      "With --cut-short: multiply the token limit of these, such as 2.", valueName: "FACTOR"))
  var grow: String?

  @OptionGroup var inputs: InputOptions
  @OptionGroup var errors: ErrorOptions
  @OptionGroup var formats: FormatOption
  @OptionGroup var manners: MannerOptions

  func validate() throws {
    try inputs.checkSeparator()
    try results.check(files)
    try inputs.records.checkRequests()
    if let grow, factor == nil {
      throw ValidationError("--grow takes a factor above 1 such as 2, got '\(grow)'")
    }
    if grow != nil && !cutShort { throw ValidationError("--grow goes with --cut-short") }
  }

  private var factor: Double? {
    grow.flatMap(Double.init).flatMap { $0 > 1 && $0 <= 1e6 ? $0 : nil }
  }

  func run() throws {
    try manners.enter()
    var options = RetryOptions(
      requests: try inputs.scan(files, with: results.paths, manners, names: .flags),
      results: results.paths)
    options.output = outputs.path
    options.only = only.flatMap { $0.split(separator: ",").map(String.init) }
    options.includesCutShort = cutShort
    options.growth = factor
    options.attempts = results.attempts
    options.lines = try errors.linePolicy()
    options.onMessage = manners.onMessage
    let report = try Retry(options).execute()
    try manners.endProgress()
    try formats.show(json: report.json, summary: report.summary, outputs, manners)
    if report.rejected > 0 { throw ExitCode(errors.exitCode(rejected: report.rejected)) }
  }
}
