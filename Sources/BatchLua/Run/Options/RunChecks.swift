internal import BatchModel
internal import Glibc
internal import LuaVM

/// Checks of options against each other, and against the declarations of the script.
extension RunSession {
  /// Throws for contradicting options.
  static func check(_ options: RunOptions) throws(RunError) {
    try checkRejects(options)
    try checkParts(options)
    for directory in options.moduleDirectories where !directory.isDirectory {
      throw RunError(
        .io, "cannot look for modules in \(directory): there is no such directory")
    }
    try options.inputs.paths.checkStreams()
    try checkSelection(options)
    if options.framing == .csv || options.framing == .text,
      options.recordType == .input || options.recordType == .output
    {
      throw RunError(
        .usage,
        "\(options.names(.framing, options.framing.rawValue)) gives "
          + (options.framing == .csv ? "rows" : "strings")
          + ", which are no \(options.recordType.rawValue)s; leave \(options.names(.recordType)) out"
      )
    }
    if case .file(let script) = options.script, let output = options.output.path,
      OutputTarget.resolve(script) == OutputTarget.resolve(output)
    {
      throw RunError(.usage, "the output would replace the script, \(output)")
    }
  }

  private static func checkSelection(_ options: RunOptions) throws(RunError) {
    if options.isSandboxed { try checkSealed(options) }
    if options.hasNoInput && !options.inputs.isEmpty {
      throw RunError(
        .usage, "a run that is to have no input has \(options.inputs.count) of them")
    }
    if options.head ?? 0 < 0 || options.sample ?? 0 < 0 {
      throw RunError(.usage, "a number of records is 0 or more")
    }
  }

  /// Throws for options that a sandbox cannot have, because its process cannot call this one.
  private static func checkSealed(_ options: RunOptions) throws(RunError) {
    let sandbox: MessageText = "a run in a sandbox (\(options.names(.isSandboxed)))"
    if options.onReject != nil {
      throw RunError(
        .usage, "\(sandbox) does not call onReject; rejects take a file then: rejects")
    }
    if !options.functions.isEmpty {
      throw RunError(
        .usage, "\(sandbox) cannot call functions of the program; globals give it values")
    }
  }

  private static func checkParts(_ options: RunOptions) throws(RunError) {
    let hasParts =
      try options.output.path.flatMap { (path) throws(RunError) in
        try MainOutput.pattern(path)
      } != nil
    if !hasParts && !options.partLimits.isEmpty {
      throw RunError(
        .usage,
        "\(options.names(.maxRequests)) and \(options.names(.maxBytes)) need {part} in the output's name, "
          + "such as \(options.names(.output, "'part-{part:03}.jsonl'"))")
    }
    if hasParts && options.isSandboxed {
      throw RunError(
        .usage,
        "a run in a sandbox (\(options.names(.isSandboxed))) opens no further files: "
          + "\(options.names(.output)) takes no {part} with it; write one file, and cut it in another run"
      )
    }
  }

  private static func checkRejects(_ options: RunOptions) throws(RunError) {
    guard let rejects = options.rejects else {
      if options.onError == .quarantine && options.onReject == nil {
        throw RunError(
          .usage,
          "\(options.names(.onError, "quarantine")) needs \(options.names(.rejects, "FILE"))")
      }
      return
    }
    if rejects == "-" {
      throw RunError(.usage, "\(options.names(.rejects)) takes a file, not standard output")
    }
    for path in [rejects, Rejects.reasons(of: rejects)] {
      let resolved = OutputTarget.resolve(path)
      if resolved == "/dev/null" { continue }
      if options.writesStandardOutput, let output = FileIdentity(StandardStreams.output),
        output == FileIdentity(path)
      {
        throw RunError(
          .usage,
          "\(path) is also standard output; \(options.names(.rejects, "FILE")) needs a file of its own"
        )
      }
      for (name, other) in others(options) where OutputTarget.resolve(other) == resolved {
        throw RunError(.usage, "the rejects would replace \(name), \(path)")
      }
    }
  }

  /// The files that rejects must not replace, with words for messages.
  private static func others(_ options: RunOptions) -> [(name: MessageText, path: Path)] {
    var files = options.inputs.compactMap(\.path).filter { $0 != "-" }.map {
      (name: "the input" as MessageText, path: $0)
    }
    if let output = options.output.path { files.append(("the output", output)) }
    if case .file(let script) = options.script { files.append(("the script", script)) }
    return files
  }

  /// What makes records of a script depend on earlier ones; nil if it declares itself stateless, or
  /// if its code keeps nothing.
  static func obstacle(of state: ScriptState, _ source: ScriptSource) -> MessageText? {
    if state.isStateless { return nil }
    return source.isBody ? Independence(of: source).obstacle : "does not set stateless = true"
  }

  /// The error if several states are wanted all the same.
  static func notStateless(
    _ obstacle: MessageText, _ source: ScriptSource, _ options: RunOptions
  ) -> RunError {
    RunError(
      .usage,
      "\(options.names(.jobs)) takes a script that keeps nothing from record to record"
        + (source.isBody ? "" : " and says so") + ": \(source.name) \(obstacle)")
  }

  /// Throws if the script lacks entry points: input requires filter or transform; without input,
  /// begin or finish.
  static func checkEntries(
    _ vm: VM, _ source: ScriptSource, _ options: RunOptions, _ uses: NameUses?
  ) throws(RunError) {
    let isDone =
      options.hasNoInput
      ? vm.hasHooks
      : vm.hasTransform || vm.hasFilter || vm.hasHooks && options.inputs.isEmpty
    if isDone { return }
    if options.hasNoInput {
      throw RunError(
        .script,
        "\(source.name) defines neither begin nor finish, and there is no input: there is "
          + "nothing to do")
    }
    let missing: MessageText =
      vm.hasHooks
      ? "neither filter nor transform, and there is input"
      : "neither filter nor transform, nor begin or finish: there is nothing to do"
    let local: MessageText? = ["transform", "filter"].first { uses?.variables.contains($0) == true }
      .map { "; '\($0)' is local there, and only globals are looked at" }
    throw RunError(.script, "\(source.name) defines \(missing)" + (local ?? ""))
  }

  /// Throws when both the run and an option of the script read standard input.
  static func checkStandardInput(
    _ state: ScriptState, _ options: RunOptions
  ) throws(RunError) {
    let isRead = !options.inputs.isEmpty || state.vm.hasTransform || state.vm.hasFilter
    if state.readsStandardInput && options.readsStandardInput && isRead {
      throw RunError(.usage, "both an option of the script and the input are standard input")
    }
  }

  func claimStandardInput() throws(RunError) {
    do throws(BindingError) {
      try state.files.claim(reading: "-")
    } catch {
      throw RunError(.usage, "\(error.message), by the script or as the input")
    }
  }
}

extension RunOptions {
  /// Throws if options of a trusted script contradict others.
  func checkTrust() throws(RunError) {
    if !allowsIO { return }
    if isSandboxed {
      throw RunError(
        .usage,
        "\(names(.allowsIO)) is for scripts that one trusts, \(names(.isSandboxed)) for others: take one "
          + "of them")
    }
    if capabilities != .all {
      throw RunError(
        .usage, "a script with \(names(.allowsIO)) has all capabilities; it cannot lack some")
    }
  }
}
