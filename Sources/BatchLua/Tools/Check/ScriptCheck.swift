internal import BatchModel
internal import LuaVM

/// Looks for mistakes in a script, without any input: its top level runs, its functions do not.
/// Finds syntax errors, undefined globals, globals that functions create, misspelled names of entry
/// points, and fields that `batch`, `json` and records do not have.
///
///     for finding in try ScriptCheck("swap.lua").findings() { print(finding) }
public struct ScriptCheck: Sendable {
  /// A script of Lua 5.4, or code that is the body of `transform`.
  public var script: RunOptions.Script
  /// Directories that `require` looks in after the script's own.
  public var moduleDirectories: [Path] = []
  /// The name of the service's profile: one of `RunOptions.profileNames`.
  public var profile = "openai"
  /// What the script's records are. With `.detect`, a field may be one of a request or of a result;
  /// fields are not checked when the comments at the head of the script name an option that reads
  /// other records: `--type json`, `--from csv`.
  public var recordType = RecordType.detect
  /// Seconds that the top level may take; nil is no limit.
  public var timeout: Double?
  /// Bytes that the script may take.
  public var maxMemory = MachineMemory.half

  /// What messages call the options.
  public var names = OptionNames.members

  /// A check of one script.
  public init(_ script: Path) { self.script = .file(script) }

  /// A check of code that is the body of `transform`, or an expression.
  public init(code: String) { script = .code(code) }

  /// The findings, in the order of the lines. Throws when the script cannot be read.
  public func findings() throws(RunError) -> [ScriptFinding] {
    try RunError.only { () throws in try onLargeStack { try check() } }
  }

  var options: RunOptions {
    var options = RunOptions(script: script, inputs: [])
    options.moduleDirectories = moduleDirectories
    options.profile = profile
    options.recordType = recordType
    options.timeout = timeout
    options.maxMemory = maxMemory
    options.names = names
    options.onPrint = { _ in }
    return options
  }

  private func check() throws -> [ScriptFinding] {
    let options = options
    let profile = try options.namedProfile()
    let source = try options.world.source(of: options.script)
    var stateOptions = ScriptStateOptions(options, source, profile)
    stateOptions.asksForOptions = true
    stateOptions.onLog = { _, _, _ in }
    let state = try RunSession.makeState(stateOptions, CheckedLines(profile: profile))
    let describer = ErrorDescriber(source, state)
    let tokens = LuaTokens(source.text)
    var found: [ScriptFinding] = []
    try describer.limitCalls()
    do throws(ScriptError) {
      try source.load(into: state.vm)
    } catch {
      // Such a script needs values of the command line, which a check does not have.
      let needsArguments = tokens.all.contains { $0.isName("args") }
      if error.kind != .runtime || !needsArguments {
        found.append(finding(error, describer, source))
      }
      if error.kind != .runtime { return found }
    }
    found += names(state, source)
    found += fields(tokens, state, source)
    return found.sorted { ($0.line ?? 0, $0.message) < ($1.line ?? 0, $1.message) }
  }

  private func finding(
    _ error: ScriptError, _ describer: ErrorDescriber, _ source: ScriptSource
  ) -> ScriptFinding {
    let diagnostic = describer.describe(error, at: nil)
    let position = diagnostic.script
    return ScriptFinding(
      file: position?.name ?? source.name, line: position?.line, message: diagnostic.message)
  }

  // MARK: Names

  private func names(_ state: ScriptState, _ source: ScriptSource) -> [ScriptFinding] {
    // As in a run, there are no hints without memory to find the names.
    guard let uses = try? state.vm.nameUses() else { return [] }
    func finding(_ line: Int, _ message: String) -> ScriptFinding {
      ScriptFinding(file: source.name, line: line > 0 ? line : nil, message: message)
    }
    let undefined = UndefinedGlobals(uses, isBody: source.isBody)
    var found = undefined.all.map { finding($0.line, undefined.message(for: $0.name)) }
    if source.isBody { return found }
    if let (use, meant) = MisnamedEntries(uses).first {
      found.append(finding(use.line, MisnamedEntries.message(for: use.name, meant: meant)))
    }
    for use in uses.madeInFunctions where !EntryNames.contains(use.name) {
      found.append(
        finding(
          use.line,
          "'\(use.name)' is made a global by a function; write local \(use.name), or assign it at "
            + "the top of the script first"))
    }
    return found
  }

  // MARK: Fields

  /// Reads each field in the Lua state; the state's own error message becomes the finding.
  private func fields(
    _ tokens: LuaTokens, _ state: ScriptState, _ source: ScriptSource
  ) -> [ScriptFinding] {
    var seen: Set<FieldUses.Use> = []
    return FieldUses(tokens, isBody: source.isBody).all.compactMap { use in
      guard seen.insert(use).inserted, let message = problem(use, tokens, state) else {
        return nil
      }
      return ScriptFinding(file: source.name, line: use.line, message: message)
    }
  }

  private func problem(
    _ use: FieldUses.Use, _ tokens: LuaTokens, _ state: ScriptState
  ) -> String? {
    switch use.receiver {
    case "":
      let types = types(tokens).compactMap { ways in
        ways.first { refusal("batch.\($0)", state) == nil }
      }
      let problems = types.compactMap { refusal("batch.\($0).\(use.name)", state) }
      if problems.count < types.count { return nil }
      return problems.first { $0.contains("did you mean") } ?? problems.first
    case "batch.log":
      return refusal("batch.log.\(use.name)", state)
        ?? refusal(
          "assert(batch.log.\(use.name) and 0, \"batch.log has no '\(use.name)'\")", state)
    default: return refusal("\(use.receiver).\(use.name)", state)
    }
  }

  /// Expressions that make a record of each shape.
  private static let input = [
    "BatchRequestInput{custom_id = 'a', url = '/', body = {}}",
    "BatchRequestInput{custom_id = 'a', body = {}}",
  ]
  private static let output = ["BatchRequestOutput{custom_id = 'a'}"]

  /// For each type that records may have, the expressions that make one; empty if records may be
  /// any JSON.
  private func types(_ tokens: LuaTokens) -> [[String]] {
    // Comments at the head of a script may show the command that runs it.
    func isSaid(_ option: OptionNames.Option, _ value: String) -> Bool {
      let text = options.names(option, value)
      return tokens.head.contains { $0.contains(text) }
    }
    switch recordType {
    case .json: return []
    case .input: return [Self.input]
    case .output: return [Self.output]
    case .detect:
      let framings = ["csv", "text", "json"]
      if isSaid(.recordType, "json") || framings.contains(where: { isSaid(.framing, $0) }) {
        return []
      }
      if isSaid(.recordType, "BatchRequestInput") { return [Self.input] }
      let isOutput = isSaid(.recordType, "BatchRequestOutput")
      return isOutput ? [Self.output] : [Self.input, Self.output]
    }
  }

  /// The error of an expression; nil if it succeeds.
  private func refusal(_ expression: String, _ state: ScriptState) -> String? {
    do throws(ScriptError) {
      try state.vm.runPrelude(Array("local _ = \(expression)".utf8))
      return nil
    } catch {
      return Escapes.text(of: error.message)
    }
  }
}
