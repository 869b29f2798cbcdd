import ArgumentParser
import BatchLua

/// `batchlua join`: a table of requests and their answers.
struct JoinCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "join",
    abstract: "Puts requests and their answers side by side: CSV, JSON Lines or Markdown.",
    usage: "batchlua join [OPTIONS] [REQUESTS ...] --results FILE ...",
    discussion: """
      Examples:
        batchlua join in.jsonl --results out.jsonl errors.jsonl -o table.csv
        batchlua join in.jsonl --results out.jsonl --to md
        batchlua join in.jsonl --results out.jsonl --column id=req.custom_id \\
          --column total='out and out:usage().total'

      A row for each request, in their order. Without --column the columns are custom_id, status, \
      answer, finish_reason, input_tokens, output_tokens, error_code and error_message. An \
      expression sees req, body and out, which is nil when there is no result. Of several results \
      of an id an answer counts before a failure, and a later one before an earlier.

      Exit codes: 0 done; 1 done, but bad lines were left out; 2 usage, input or output trouble; 3 a \
      column is no expression; 4 a line is bad, an expression failed, or memory was refused.
      """)

  @Argument(
    help: ArgumentHelp("The requests; '-' or none is standard input.", valueName: "REQUESTS"),
    completion: .file())
  var files: [String] = []

  @OptionGroup var results: ResultOptions

  @OptionGroup var outputs: FileOption

  @Option(
    name: .customLong("to"),
    help: ArgumentHelp(
      "What to write: csv (the default, RFC 4180), jsonl (an object a line) or md (a table of "
        + "Markdown).",
      valueName: "FORM"), completion: .words(of: JoinOptions.Form.self))
  var to: String?

  @Option(
    name: .customLong("column"), parsing: .singleValue,
    help: ArgumentHelp(
      "A column and the Lua expression that gives its values; repeated for more.",
      valueName: "NAME=EXPR"))
  var columns: [String] = []

  @Flag(name: .customLong("crlf"), help: "End the rows of CSV with CR LF.")
  var crlf = false

  @Flag(
    name: [.customShort("v"), .customLong("verbose")],
    help: "List the ids without a result, and those that no request has.")
  var verbose = false

  @OptionGroup var inputs: InputOptions
  @OptionGroup var expressions: ExpressionOptionGroup
  @OptionGroup var errors: ErrorOptions
  @OptionGroup var formats: FormatOption
  @OptionGroup var manners: MannerOptions

  func validate() throws {
    try inputs.checkSeparator(writesRows: form == .csv)
    try results.check(files)
    try inputs.records.checkRequests()
    _ = try (form, namedColumns)
    if crlf, try form != .csv { throw ValidationError("--crlf goes with --to csv") }
  }

  private var form: JoinOptions.Form {
    get throws { try OptionValue.word(to, of: "--to", JoinOptions.Form.self) ?? .csv }
  }

  private var namedColumns: [JoinOptions.Column] {
    get throws {
      try columns.map { column in
        let parts = column.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
        let isThere = parts.count == 2 && !parts[0].isEmpty && parts[1].contains { $0 != " " }
        guard isThere, Arguments.isText(column) else {
          throw ValidationError(
            "--column takes NAME=EXPR such as model=body.model, got '\(Arguments.shown(column))'")
        }
        let name = String(parts[0])
        return JoinOptions.Column(
          name, LuaExpression(String(parts[1]), name: "--column \(name)"))
      }
    }
  }

  func run() throws {
    try manners.enter()
    var options = JoinOptions(
      requests: try inputs.scan(files, with: results.paths, manners, names: .flags),
      results: results.paths)
    options.output = outputs.path
    options.form = try form
    options.columns = try namedColumns
    options.endsLinesWithCRLF = crlf
    options.expressions = try expressions.options
    options.attempts = results.attempts
    options.listsIDs = verbose
    options.lines = try errors.linePolicy()
    options.onMessage = manners.onMessage
    let report = try Join(options).execute()
    try manners.endProgress()
    try formats.show(json: report.json, summary: report.summary, outputs, manners)
    if report.rejected > 0 { throw ExitCode(errors.exitCode(rejected: report.rejected)) }
  }
}
