import ArgumentParser
import BatchLua

/// `batchlua run`: a script over batch files. After adding or removing an option, call
/// `scripts/quick-run`.
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

  @OptionGroup var modules: ModuleOptions

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
      "How errors are reported: text (the default, for people) or json (an object a line, for programs).",
      valueName: "FORM"), completion: .words(of: ReportFormat.self))
  var diagnostics: String?

  @Flag(
    name: .customLong("strict"),
    help: "Warnings about the file as a whole are errors, and so is what validate finds in lines.")
  var strict = false

  @Flag(
    name: .customLong("summary"),
    help: "A summary line at the end, also when standard error is no terminal.")
  var summary = false

  var choices: RunChoices { RunChoices(self) }

  func validate() throws { try choices.validate() }
  func run() throws { try choices.run() }
}
