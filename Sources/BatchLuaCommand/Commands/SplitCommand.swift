import ArgumentParser
import BatchLua

/// `batchlua split`: cuts files into parts that a service accepts.
struct SplitCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "split",
    abstract: "Cuts files into parts that a service takes.",
    usage: "batchlua split [OPTIONS] [FILE ...] -o 'part-{part:03}.jsonl'",
    discussion: """
      Examples:
        batchlua split in.jsonl -o 'part-{part:03}.jsonl'
        batchlua split --max-requests 1000 --max-bytes 50MB in.jsonl -o 'part-{part}.jsonl'
        batchlua split --parts 4 in.jsonl -o 'part-{part}.jsonl.gz'
        batchlua split --by body.model in.jsonl -o '{key}.jsonl'

      Without a limit, those of the profile hold: requests, bytes and embedding inputs. The parts in \
      their order are the input byte for byte, but with --by. All parts are put in place, or none. \
      The table of parts goes to standard output; its tokens are an estimate.

      Exit codes: 0 done; 1 done, but bad lines were left out (--rejected-exit 0: 0); 2 usage, \
      input or output trouble; 3 the expression does not load; 4 a bad line or an expression that \
      fails.
      """)

  @Argument(
    help: ArgumentHelp("What is cut; '-' or none is standard input.", valueName: "FILE"),
    completion: .file())
  var files: [String] = []

  @Option(
    name: [.customShort("o"), .customLong("output")],
    help: ArgumentHelp(
      "Where the parts go, with {part} or {part:03} for their numbers and {key} for what --by says.",
      valueName: "FILE"), completion: .file())
  var output: String

  @OptionGroup var limits: PartOptions

  @Option(
    name: .customLong("max-tokens"),
    help: ArgumentHelp("The most tokens of a part, as they are estimated.", valueName: "N"))
  var maxTokens: Int?

  @Option(
    name: .customLong("parts"),
    help: ArgumentHelp("How many parts there are to be, about as many bytes each.", valueName: "N"))
  var parts: Int?

  @Option(
    name: .customLong("by"),
    help: ArgumentHelp(
      "A Lua expression of req and body, such as body.model: lines of the same value go together.",
      valueName: "EXPR"))
  var key: String?

  @OptionGroup var inputs: InputOptions
  @OptionGroup var errors: ErrorOptions
  @OptionGroup var expressions: ExpressionOptionGroup
  @OptionGroup var format: FormatOption
  @OptionGroup var manners: MannerOptions

  func validate() throws {
    try inputs.checkSeparator()
    try OptionValue.check(maxTokens, of: "--max-tokens")
    try OptionValue.check(parts, of: "--parts")
    if let key, !Arguments.isText(key) { throw ValidationError("--by takes UTF-8") }
  }

  func run() throws {
    try manners.enter()
    var options = SplitOptions(inputs: [], output: Arguments.path(output))
    options.scan = try inputs.scan(files, manners, names: .flags)
    options.onMessage = manners.onMessage
    options.maxRequests = limits.maxRequests
    options.maxBytes = try limits.bytes
    options.maxTokens = maxTokens
    options.parts = parts
    options.key = key.map { LuaExpression(Arguments.plain($0), name: "--by") }
    options.expressions = try expressions.options
    if let type = try inputs.records.recordType { options.type = type }
    options.lines = try errors.linePolicy()
    let report = try Split(options).execute()
    try manners.endProgress()
    switch try format.word {
    case .text: try Terminal.show(MessageText(lines: report.table), terminator: "")
    case .json: try Terminal.show(MessageText(lines: report.json), terminator: "")
    }
    let code = errors.exitCode(rejected: report.rejected)
    if code != 0 { throw ExitCode(code) }
  }
}
