import ArgumentParser
import BatchLua
import BatchLuaReference

/// `batchlua run`: a script over batch files. When an option has come or gone, `scripts/quick-run` is
/// to be called.
struct RunCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "run",
    abstract: "Runs a Lua script over each record of batch files.",
    usage: """
      batchlua run [OPTIONS] SCRIPT [INPUT ...]
      batchlua run [OPTIONS] -e CODE [INPUT ...]
      batchlua run [OPTIONS] @RECIPE [INPUT ...]
      """,
    discussion: """
      Examples:
        batchlua run swap-model.lua in.jsonl -o out.jsonl
        batchlua run -e 'body.model = "gpt-5-mini"' in.jsonl > out.jsonl
        batchlua run -e 'req.custom_id:find("^doc%-") ~= nil' part1.jsonl part2.jsonl
        batchlua run -Dprefix=doc renumber.lua - < in.jsonl
        batchlua run --on-error skip fix.lua in.jsonl -o out.jsonl
        batchlua run --output-dir out --report report.json fix.lua day/*.jsonl
        batchlua run @openai-to-anthropic in.jsonl -o out.jsonl
        batchlua run --sandbox --timeout 5 --max-memory 512M theirs.lua in.jsonl -o out.jsonl

      The script defines transform(record), filter(record) or both, and may define \
      begin() and finish(). Lines that it does not touch are written as they were, \
      byte for byte. SCRIPT --help also lists the -D options that the script declares; \
      'batchlua help' explains what it can reach.

      Exit codes: 0 done; 1 done, but records were skipped or quarantined \
      (--rejected-exit 0: 0); 2 usage, \
      input or output trouble; 3 the script does not load; 4 stopped by a script or \
      data error, also by --timeout or --max-memory, memory was refused, or the sandbox died; \
      130 interrupted.
      """)

  @Option(
    name: .customShort("e"), parsing: .singleValue,
    help: ArgumentHelp(
      "Code in place of SCRIPT: the body of transform, with the locals req and body; several are "
        + "its lines.",
      valueName: "CODE"))
  var codeLines: [String] = []

  var code: String? { codeLines.isEmpty ? nil : codeLines.joined(separator: "\n") }

  @Argument(
    help: ArgumentHelp(
      "The script, or @RECIPE for one of 'batchlua new --list', unless -e is given; then the inputs; "
        + "'-' or none is standard input.",
      valueName: "SCRIPT INPUT"), completion: .file())
  var arguments: [String] = []

  @OptionGroup var outputs: OutputOptions
  @OptionGroup var set: FileSetOptions
  @OptionGroup var parts: PartOptions
  @OptionGroup var selection: SelectionOptions

  @Option(
    name: .customShort("D"), parsing: .singleValue,
    help: ArgumentHelp(
      "A value for the script: args.NAME. SCRIPT --help lists those that it takes.",
      valueName: "NAME=VALUE"), completion: .definitions)
  var definitions: [String] = []

  @OptionGroup var inputs: InputOptions

  @Option(
    name: .customLong("to"),
    help: ArgumentHelp(
      "What becomes of what the script gives: same (the default), json (any JSON objects, unchecked),"
        + " csv (rows) or text (strings, a line each).",
      valueName: "FORM"), completion: .words(of: OutputForm.self))
  var to: String?

  @OptionGroup var errors: ErrorOptions

  @Option(
    name: .customShort("L"), parsing: .singleValue,
    help: ArgumentHelp("Another directory for require, after the script's own.", valueName: "DIR"),
    completion: .directory)
  var moduleDirectories: [String] = []

  @OptionGroup var limits: LimitOptions

  @Option(
    name: .customLong("jobs"),
    help: ArgumentHelp(
      "So many states of the script share the records, which need nothing from each other then; the "
        + "order stays. (default: auto, as many as cores for large inputs of a script that sets "
        + "stateless = true, or of code that keeps nothing)",
      valueName: "N|auto"), completion: .list(["auto"]))
  var jobs: String?

  @Flag(
    name: .customLong("sandbox"),
    help: ArgumentHelp(
      "For scripts that are not trusted: the kernel refuses the script files, programs, sockets and "
        + "the environment; of modules it gets those beside it and under -L."))
  var sandbox = false

  @Flag(
    name: .customLong("allow-io"),
    help: ArgumentHelp(
      "For scripts that are trusted like any program: Lua's own io, and all of os. What they print "
        + "goes to standard error. Not with --sandbox."))
  var allowIo = false

  @OptionGroup var manners: MannerOptions

  @Flag(
    name: .customLong("dry-run"),
    help: "Write nothing: count what a run would do, and say its summary.")
  var dryRun = false

  @Option(
    name: .customLong("diff"),
    help: ArgumentHelp(
      "Show what the script makes of the first N records, and write nothing else; --diff alone: of 10.",
      valueName: "N"))
  var diff: Int?

  @Flag(
    name: .customLong("timings"),
    help: "Say at the end how long the lines of the script took. Measuring slows the run down.")
  var timings = false

  @Option(
    name: .customLong("diagnostics"),
    help: ArgumentHelp(
      "How errors are told: text (the default, for people) or json (an object a line, for programs).",
      valueName: "FORM"), completion: .words(of: ReportFormat.self))
  var diagnostics: String?

  @Flag(name: .customLong("strict"), help: "Warnings about the file as a whole are errors.")
  var strict = false

  @Flag(
    name: .customLong("summary"),
    help: "A summary line at the end, also when standard error is no terminal.")
  var summary = false

  /// nil for as many as are right.
  private var states: Int? {
    get throws {
      guard let jobs, jobs != "auto" else { return nil }
      if let count = Int(jobs), (1...256).contains(count) { return count }
      throw ValidationError("--jobs takes a number from 1 to 256, or auto")
    }
  }

  func validate() throws {
    if code == nil && arguments.isEmpty {
      throw ValidationError("missing SCRIPT: a Lua file, or -e CODE")
    }
    _ = try (namedDefinitions(), form, tellsObjects, states)
    try set.check(outputs, parts, errors, noInput: selection.noInput)
    if selection.noInput && (code != nil || arguments.count > 1) {
      throw ValidationError(
        "-n calls begin and finish of a SCRIPT: it takes "
          + (code == nil ? "no INPUT" : "no -e, which is for records"))
    }
    try OptionValue.check(diff, of: "--diff")
    if let code, !Arguments.isText(code) { throw ValidationError("-e takes UTF-8") }
    if sandbox && allowIo {
      throw ValidationError(
        "--allow-io is for scripts that one trusts, --sandbox for others: take one of them")
    }
    try inputs.checkSeparator(writesRows: to == OutputForm.csv.rawValue)
  }

  private var form: OutputForm? {
    get throws { try OptionValue.word(to, of: "--to", OutputForm.self) }
  }

  private var tellsObjects: Bool {
    get throws {
      try OptionValue.word(diagnostics, of: "--diagnostics", ReportFormat.self) == .json
    }
  }

  func run() throws {
    var options = try options()
    options.keepsToCores = true
    let differences = diff == nil ? nil : DifferenceWriter(isColored: Terminal.colorsOutput)
    if let differences { options.onDifference = { differences.write($0) } }
    try set.checkReport(of: options)
    let report = execute(options)
    StandardError.showBar(nil)
    try set.write(report)
    if let error = report.error {
      guard try tellsObjects, error.kind != .closed else { throw error }
      Terminal.say(MessageText(lines: error.json))
      throw ExitCode(ExitCodes.code(of: error.kind))
    }
    try differences?.finish()
    let result = report.summary
    try manners.endProgress(result, over: options.inputs.compactMap(\.path))
    if options.isDry {
      Terminal.say("dry run: \(result.line)")
    } else if summary || !manners.quiet && Terminal.isInteractive {
      Terminal.say(result.line)
    }
    let code = errors.exitCode(rejected: result.rejected)
    if code != 0 { throw ExitCode(code) }
  }

  private func execute(_ options: RunOptions) -> RunReport {
    if let place = set.place { return RunSet(options, into: place).execute() }
    var options = options
    options.endsProcess = true
    return RunReport(of: options)
  }

  /// Names are text; values are bytes, as paths are.
  private func namedDefinitions() throws -> [Definition] {
    try definitions.map { try Definition(argument: $0) }
  }

  func options() throws -> RunOptions {
    let paths = arguments.map(Arguments.path)
    let recipe = code == nil && arguments[0].hasPrefix("@") ? try ScriptRecipe(arguments[0]) : nil
    var options =
      if let code {
        RunOptions(script: .code(Arguments.plain(code)), inputs: paths.map(RunInput.file))
      } else {
        RunOptions(
          script: recipe?.script ?? .file(paths[0]),
          inputs: paths.dropFirst().map(RunInput.file))
      }
    options.names = .flags
    recipe?.apply(to: &options)
    try manners.apply(to: &options)
    try inputs.apply(to: &options)
    outputs.apply(to: &options)
    try parts.apply(to: &options)
    try selection.apply(to: &options)
    try errors.apply(to: &options)
    try limits.apply(to: &options)
    options.definitions = try namedDefinitions()
    if let form = try form { options.outputForm = form }
    options.jobs = try states
    set.apply(to: &options)
    options.tellsObjects = try tellsObjects
    if try tellsObjects { options.onMessage = manners.onObject }
    if timings { options.onTimings = { Terminal.say(LineTime.text($0)) } }
    options.isDry = dryRun || diff != nil
    if options.sample == nil { options.head = options.head ?? diff }
    options.isStrict = strict
    options.isSandboxed = sandbox
    options.allowsIO = allowIo
    options.moduleDirectories = moduleDirectories.map(Arguments.path)
    return options
  }
}
