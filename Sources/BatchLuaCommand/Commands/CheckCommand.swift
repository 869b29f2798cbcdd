import ArgumentParser
import BatchLua

/// `batchlua check`: finds mistakes in scripts, without input.
struct CheckCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "check",
    abstract: "Looks for mistakes in Lua scripts, without input.",
    usage: "batchlua check [OPTIONS] (SCRIPT ... | -e CODE)",
    discussion: """
      Examples:
        batchlua check swap-model.lua
        batchlua check --type BatchRequestOutput *.lua
        batchlua check -e 'body.model = args.model'

      Finds errors of syntax, globals that nothing defines, globals that functions make, names near \
      to transform, options and the like, and fields that batch, json and records do not have. The \
      top level of a script runs, its functions do not. Notes say, for code and for scripts with \
      stateless = true, whether several states share the records of a large input, or why not. \
      Prints 'file:line: message' for each, or with --format json one object: "object" ("check"), \
      "scripts" and "data", a list of objects with "file", "line" and "message", and "notes", \
      another.

      Exit codes: 0 nothing found, but for notes; 1 something; 2 usage, or a script that cannot be read.
      """)

  @Argument(
    help: ArgumentHelp("Scripts to check.", valueName: "SCRIPT"),
    completion: .file(extensions: ["lua"]))
  var scripts: [String] = []

  @Option(
    name: .customShort("e"),
    help: ArgumentHelp("Check code that is the body of transform.", valueName: "CODE"))
  var code: String?

  @OptionGroup var records: RecordOptions

  @OptionGroup var modules: ModuleOptions

  @OptionGroup var limits: LimitOptions
  @OptionGroup var report: FormatOption
  @OptionGroup var messages: MessageOptions

  func validate() throws {
    if scripts.isEmpty && code == nil {
      throw ValidationError("missing SCRIPT: a Lua file, or -e CODE")
    }
  }

  func run() throws {
    try messages.enter()
    var (findings, notes): ([ScriptFinding], [ScriptFinding]) = ([], [])
    let checks = scripts.map { ScriptCheck(Arguments.path($0)) }
    for var check in checks + [code].compactMap({ $0.map(ScriptCheck.init(code:)) }) {
      check.moduleDirectories = modules.paths
      if let profile = records.profile { check.profile = profile }
      if let type = try records.recordType { check.recordType = type }
      check.names = .flags
      check.timeout = limits.seconds
      if let memory = try limits.memory { check.maxMemory = memory }
      findings += try check.findings()
      notes += try check.notes()
    }
    let count = checks.count + (code == nil ? 0 : 1)
    switch try report.word {
    case .json:
      let text = ScriptCheck.json(findings, notes: notes, of: count)
      try Terminal.show(MessageText(lines: text))
    case .text:
      for finding in findings + notes {
        let position: MessageText = "\(finding.position)"
        try Terminal.show(lines: "\(finding.description)") { _ in (position.text.count, "1") }
      }
    }
    if !findings.isEmpty { throw ExitCode(1) }
  }
}
