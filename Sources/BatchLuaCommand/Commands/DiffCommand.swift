import ArgumentParser
import BatchLua

/// `batchlua diff`: compares two files record by record.
struct DiffCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "diff",
    abstract: "Compares two files record by record, by their ids.",
    usage: "batchlua diff [OPTIONS] A B",
    discussion: """
      Examples:
        batchlua diff old.jsonl new.jsonl
        batchlua diff --by body.prompt old.jsonl new.jsonl
        batchlua diff --format json old.jsonl new.jsonl > differences.json

      A line for each record that was added (+), removed (-), moved (>) or changed (~), below it \
      each member that changed, by its path. Blanks, the order of members and the spelling of \
      strings and numbers do not count, unless --bytes is given.

      Exit codes: 0 the same; 1 different; 2 usage, input or output trouble; 3 --by is no \
      expression; 4 it failed, or memory was refused.
      """)

  @Argument(
    help: ArgumentHelp("The first file; '-' is standard input.", valueName: "A"),
    completion: .file())
  var old: String

  @Argument(help: ArgumentHelp("The second file.", valueName: "B"), completion: .file())
  var new: String

  @Option(
    name: .customLong("by"),
    help: ArgumentHelp(
      "What records are known by: a Lua expression such as body.prompt. (default: their ids)",
      valueName: "EXPR"))
  var by: String?

  @Flag(name: .customLong("bytes"), help: "Lines differ when their bytes do.")
  var bytes = false

  @OptionGroup var outputs: FileOption
  @OptionGroup var inputs: InputOptions
  @OptionGroup var expressions: ExpressionOptionGroup
  @OptionGroup var formats: FormatOption
  @OptionGroup var manners: MannerOptions

  func validate() throws {
    try inputs.checkSeparator()
    if let by, !Arguments.isText(by) || by.allSatisfy({ $0 == " " }) {
      throw ValidationError("--by takes a Lua expression such as body.prompt")
    }
  }

  func run() throws {
    try manners.enter()
    var options = DiffOptions(old: Arguments.path(old), new: Arguments.path(new))
    options.old = try inputs.scan(
      [old], with: [Arguments.path(new)], manners, names: .flags)
    options.key = by.map { LuaExpression($0, name: "--by") }
    options.comparesBytes = bytes
    if let type = try inputs.records.recordType { options.type = type }
    options.expressions = try expressions.options
    options.output = outputs.path
    options.format = try formats.word
    options.isColored = outputs.path == nil && Terminal.colorsOutput
    options.onMessage = manners.onMessage
    let report = try Diff(options).execute()
    try manners.endProgress()
    manners.onMessage(report.summary)
    if !report.isSame { throw ExitCode(1) }
  }
}
