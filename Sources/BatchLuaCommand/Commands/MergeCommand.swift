import ArgumentParser
import BatchLua

/// `batchlua merge`: merges files into one.
struct MergeCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "merge",
    abstract: "Makes one file of several: of requests, or of results.",
    usage: "batchlua merge [OPTIONS] FILE ... -o FILE",
    discussion: """
      Examples:
        batchlua merge part-1.jsonl part-2.jsonl -o in.jsonl
        batchlua merge --ids suffix monday.jsonl tuesday.jsonl -o in.jsonl
        batchlua merge first.jsonl again.jsonl errors.jsonl -o results.jsonl

      Of requests the ids stay unique. Of results the best of each id is written, an answer before a \
      failure and a later one before an earlier, in the order in which ids come first. Lines stay \
      as they are.

      Exit codes: 0 done; 1 done, but bad lines were left out; 2 usage, input or output trouble; 4 a \
      line is bad, an id comes twice, or memory was refused.
      """)

  @Argument(
    help: ArgumentHelp("The files in order; '-' or none is standard input.", valueName: "FILE"),
    completion: .file())
  var files: [String] = []

  @OptionGroup var outputs: FileOption

  @Option(
    name: .customLong("ids"),
    help: ArgumentHelp(
      "What becomes of requests whose id came before: error (the default), suffix (-2, -3, ... "
        + "behind it), first (the first line of an id stays) or last.",
      valueName: "WORD"), completion: .words(of: MergeOptions.IDs.self))
  var ids: String?

  @OptionGroup var inputs: InputOptions
  @OptionGroup var errors: ErrorOptions
  @OptionGroup var formats: FormatOption
  @OptionGroup var manners: MannerOptions

  func validate() throws {
    try inputs.checkSeparator()
    _ = try word
    if try inputs.records.recordType == .json {
      throw ValidationError("--type json has no ids; merge takes requests or results")
    }
  }

  private var word: MergeOptions.IDs? {
    get throws { try OptionValue.word(ids, of: "--ids", MergeOptions.IDs.self) }
  }

  func run() throws {
    try manners.enter()
    var options = MergeOptions(inputs: try inputs.scan(files, manners, names: .flags))
    options.output = outputs.path
    if let word = try word { options.ids = word }
    if let type = try inputs.records.recordType { options.type = type }
    options.lines = try errors.linePolicy()
    options.onMessage = manners.onMessage
    let report = try Merge(options).execute()
    try manners.endProgress()
    try formats.show(json: report.json, summary: report.summary, outputs, manners)
    if report.rejected > 0 { throw ExitCode(errors.exitCode(rejected: report.rejected)) }
  }
}
