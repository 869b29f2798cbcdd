import ArgumentParser
import BatchLua

/// `batchlua validate`: finds all problems of batch files.
struct ValidateCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "validate",
    abstract: "Finds all that is wrong with files of requests or results.",
    usage: "batchlua validate [OPTIONS] [FILE ...]",
    discussion: """
      Examples:
        batchlua validate in.jsonl
        batchlua validate --profile azure --format json part-*.jsonl
        batchlua validate --fix in.jsonl -o fixed.jsonl --map ids.jsonl

      A finding is a line, FILE:LINE: code: message, on standard output; what was counted \
      stands on standard error. What the service takes all the same, such as CR LF, is a \
      warning. Each file is checked by itself, as it is uploaded.

      --fix mends what needs no guessing: a byte order mark, UTF-16, CR LF, blank lines, values \
      over several lines, several on a line, arrays, commas between them, and ids that are used \
      twice. All else is left as it is, and found.

      Exit codes: 0 nothing is refused; 1 there are problems, with --strict warnings too; \
      2 usage, input or output trouble; 4 memory was refused.
      """)

  @Argument(
    help: ArgumentHelp("What is checked; '-' or none is standard input.", valueName: "FILE"),
    completion: .file())
  var files: [String] = []

  @OptionGroup var inputs: InputOptions

  @Option(
    name: .customLong("format"),
    help: ArgumentHelp(
      "How to report: text (the default), json (one object, as services report errors) or github "
        + "(workflow commands).",
      valueName: "FORMAT"), completion: .words(of: FindingsOutput.Format.self))
  var format: String?

  @Option(
    name: .customLong("max-errors"),
    help: ArgumentHelp("Show the first N findings; all are counted.", valueName: "N"))
  var maxErrors: Int?

  @Flag(
    name: .customLong("strict"),
    help: "Members that the reference does not know are warnings, and warnings count.")
  var strict = false

  @Flag(name: .customLong("fix"), help: "Mend what needs no guessing, and write all to -o FILE.")
  var fix = false

  @Option(
    name: .customLong("map"),
    help: ArgumentHelp(
      "With --fix: where mended ids go, a line each with file, line, old and new.",
      valueName: "FILE"), completion: .file())
  var map: String?

  @Option(
    name: [.customShort("o"), .customLong("output")],
    help: ArgumentHelp(
      "Where to write, there whole or not at all: the findings, or with --fix the lines.",
      valueName: "FILE"), completion: .file())
  var output: String?

  @OptionGroup var manners: MannerOptions

  func validate() throws {
    try inputs.checkSeparator()
    _ = try word
    try OptionValue.check(maxErrors, of: "--max-errors")
    if fix && (output == nil || output == "-") {
      throw ValidationError("--fix needs -o FILE: the findings go to standard output")
    }
    if map != nil && !fix { throw ValidationError("--map goes with --fix") }
  }

  private var word: FindingsOutput.Format? {
    get throws { try OptionValue.word(format, of: "--format", FindingsOutput.Format.self) }
  }

  func run() throws {
    try manners.enter()
    var options = ValidateOptions(inputs: [])
    options.scan = try inputs.scan(files, manners, names: .flags)
    options.onMessage = manners.onMessage
    if let type = try inputs.records.recordType { options.recordType = type }
    options.isStrict = strict
    let path = output.map(Arguments.path)
    if fix { options.fixed = path }
    options.map = map.map(Arguments.path)
    let findings = try FindingsOutput(
      word ?? .text, of: options.scan.inputs, to: fix ? nil : path, most: maxErrors,
      isColored: (fix || path == nil) && Terminal.colorsOutput)
    let report = try Validate(options).execute(findings.add)
    try manners.endProgress()
    for warning in try findings.end(report) { manners.onMessage(warning) }
    manners.onMessage(report.summary)
    if report.problems > 0 || strict && report.warnings > 0 { throw ExitCode(1) }
  }
}
