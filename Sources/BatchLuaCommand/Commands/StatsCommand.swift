import ArgumentParser
import BatchLua

/// `batchlua stats`: statistics of files of requests and results.
struct StatsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "stats",
    abstract: "Counts what is in files of requests and results.",
    usage: "batchlua stats [OPTIONS] [FILE ...]",
    discussion: """
      Examples:
        batchlua stats in.jsonl
        batchlua stats --format json out.jsonl errors.jsonl
        batchlua stats --prices prices.json --html report.html out.jsonl

      Requests: by url and model, bytes and estimated tokens, shares of the profile's limits. \
      Results: by status, error code and finish reason, and tokens by model.

      --html writes a page that needs no other file, no network and no script. --prices is a JSON \
      object: patterns of models, in which * is any text, to what a million tokens cost: \
      {"gpt-5*": {"input": 0.625, "cached_input": 0.0625, "output": 5}}. Of several patterns the \
      longest counts.

      Exit codes: 0 done; 2 usage, input or output trouble; 4 memory was refused.
      """)

  @Argument(
    help: ArgumentHelp("What is counted; '-' or none is standard input.", valueName: "FILE"),
    completion: .file())
  var files: [String] = []

  @Option(
    name: .customLong("html"),
    help: ArgumentHelp("Where a page for people goes, whole or not at all.", valueName: "FILE"),
    completion: .file())
  var html: String?

  @Option(
    name: .customLong("prices"),
    help: ArgumentHelp("A file of prices: costs by model.", valueName: "FILE"), completion: .file())
  var prices: String?

  @OptionGroup var outputs: FileOption
  @OptionGroup var inputs: InputOptions
  @OptionGroup var format: FormatOption
  @OptionGroup var manners: MannerOptions

  func validate() throws { try inputs.checkSeparator() }

  func run() throws {
    try manners.enter()
    var options = StatsOptions(inputs: [])
    options.scan = try inputs.scan(files, manners, names: .flags)
    if let type = try inputs.records.recordType { options.type = type }
    options.onMessage = manners.onMessage
    options.prices = prices.map(Arguments.path)
    options.page = html.map(Arguments.path)
    options.output = outputs.isFile ? outputs.path : nil
    options.format = try format.word
    let report = try Stats(options).execute()
    try manners.endProgress()
    if outputs.isFile { return }
    switch options.format {
    case .text: try Terminal.show(MessageText(lines: report.text()), terminator: "")
    case .json: try Terminal.show(MessageText(lines: report.json), terminator: "")
    }
  }
}
