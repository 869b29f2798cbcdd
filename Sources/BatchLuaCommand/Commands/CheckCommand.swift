import ArgumentParser
import BatchLua

/// `batchlua check`: what is wrong with scripts, without input.
struct CheckCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "check",
    abstract: "Looks for mistakes in Lua scripts, without input.",
    usage: "batchlua check [OPTIONS] SCRIPT ...",
    discussion: """
      Examples:
        batchlua check swap-model.lua
        batchlua check --type BatchRequestOutput *.lua

      Finds errors of syntax, globals that nothing defines, globals that functions make, names near \
      to transform, options and the like, and fields that batch, json and records do not have. The \
      top level of a script runs, its functions do not. Prints 'file:line: message' for each, or \
      with --format json one object: "object" ("check"), "scripts" and "data", a list of objects \
      with "file", "line" and "message".

      Exit codes: 0 nothing found; 1 something; 2 usage, or a script that cannot be read.
      """)

  @Argument(
    help: ArgumentHelp("Scripts to check.", valueName: "SCRIPT"),
    completion: .file(extensions: ["lua"]))
  var scripts: [String] = []

  @OptionGroup var records: RecordOptions

  @Option(
    name: .customShort("L"), parsing: .singleValue,
    help: ArgumentHelp("Another directory for require, after the script's own.", valueName: "DIR"),
    completion: .directory)
  var moduleDirectories: [String] = []

  @OptionGroup var limits: LimitOptions
  @OptionGroup var report: FormatOption
  @OptionGroup var messages: MessageOptions

  func validate() throws {
    if scripts.isEmpty { throw ValidationError("missing SCRIPT: a Lua file") }
  }

  func run() throws {
    try messages.enter()
    var findings: [ScriptFinding] = []
    for script in scripts {
      var check = ScriptCheck(Arguments.path(script))
      check.moduleDirectories = moduleDirectories.map(Arguments.path)
      if let profile = records.profile { check.profile = profile }
      if let type = try records.recordType { check.recordType = type }
      check.names = .flags
      check.timeout = limits.seconds
      if let memory = try limits.memory { check.maxMemory = memory }
      findings += try check.findings()
    }
    switch try report.word {
    case .json: try Terminal.show(MessageText(lines: ScriptCheck.json(findings, of: scripts.count)))
    case .text:
      for finding in findings {
        let place: MessageText = "\(finding.place)"
        try Terminal.show(lines: "\(finding.description)") { _ in (place.text.count, "1") }
      }
    }
    if !findings.isEmpty { throw ExitCode(1) }
  }
}
