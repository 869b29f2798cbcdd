import ArgumentParser
import BatchLua
import BatchLuaReference

/// Runs with the options that were given, whichever way the arguments were read.
extension RunChoices {
  var code: String? { codeLines.isEmpty ? nil : codeLines.joined(separator: "\n") }

  /// The number of states; nil to choose automatically.
  private var states: Int? {
    get throws {
      guard let jobs, jobs != "auto" else { return nil }
      if let count = Int(jobs), (1...256).contains(count) { return count }
      throw ValidationError("--jobs takes a number from 1 to 256, or auto, got '\(jobs)'")
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
    do throws(RunError) {
      try set.write(report)
    } catch {
      if report.error == nil { throw error }
      // The error of the run follows, and decides the exit code.
      Terminal.say(try tellsObjects ? MessageText(lines: error.json) : "error: \(error)")
    }
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
    if let destination = set.destination { return RunSet(options, into: destination).execute() }
    var options = options
    options.endsProcess = true
    return RunReport(of: options)
  }

  /// Definitions; names are text, values are bytes, like paths.
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
    options.moduleDirectories = modules.paths
    return options
  }
}
