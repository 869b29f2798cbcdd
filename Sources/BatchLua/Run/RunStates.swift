internal import BatchModel
internal import LazyJSON
internal import LuaVM

/// Creating the Lua states of a run, and loading the script.
extension RunSession {
  /// Creates a state and loads the script; returns the describer of its errors.
  static func loaded(
    _ source: ScriptSource, _ options: RunOptions, _ profile: Profile, _ sink: CheckedLines,
    _ outside: CheckedLines?, _ pool: DocumentPool,
    outcome: MessageText = ErrorDescriber.nothingRead
  ) throws -> ErrorDescriber {
    let state = try makeState(
      ScriptStateOptions(options, source, profile), sink, outside, options.writingMode, pool)
    let describer = ErrorDescriber(source, state)
    if options.onTimings != nil { _ = state.vm.timeLines() }
    for input in options.inputs.compactMap(\.path) + source.paths { state.files.noteInput(input) }
    if options.writesStandardOutput { state.files.noteStandardOutput() }
    for path in [options.output.path, options.rejects, options.rejects.map(Rejects.reasons)] {
      if let path { state.files.noteOutput(path) }
    }
    try load(describer, outcome: outcome)
    return describer.loaded
  }

  /// Creates a state with a memory limit.
  static func makeState(
    _ options: ScriptStateOptions, _ sink: CheckedLines, _ outside: CheckedLines? = nil,
    _ mode: WritingMode = .behind, _ pool: DocumentPool = DocumentPool()
  ) throws(RunError) -> ScriptState {
    do throws(ScriptError) {
      return try ScriptState(
        options: options, sink: sink, outside: outside, mode: mode, pool: pool)
    } catch {
      let limit = options.limits.maxMemory
      if limit == 0 || limit > 1 << 20 {
        throw RunError(.record, MemoryRefusal.message(for: "any script"))
      }
      throw RunError(
        .usage,
        "\(ByteSize.text(limit)) of memory are too little for any script; "
          + "\(options.names(.maxMemory, "SIZE")) gives more")
    }
  }

  static func load(
    _ describer: ErrorDescriber, outcome: MessageText = ErrorDescriber.nothingRead
  ) throws(RunError) {
    let state = describer.state
    try describer.limitCalls()
    try defineHost(in: state)
    do throws(ScriptError) {
      try describer.source.load(into: state.vm)
    } catch {
      if let fault = state.optionFault { throw fault }
      let diagnostic = describer.describe(error, at: nil)
      throw RunError(diagnostic.kindOfLoading, diagnostic, outcome: outcome)
    }
  }

  /// Defines the functions and values of the host.
  private static func defineHost(in state: ScriptState) throws(RunError) {
    if state.options.hostFunctions.isEmpty && state.options.hostValues.isEmpty { return }
    try HostNames.check(
      state.options.hostFunctions, state.options.hostValues.keys.sorted(), in: state.vm)
    do {
      try state.defineHost()
    } catch let error as ScriptError {
      throw RunError(.usage, "\(Escapes.text(of: error.message))")
    } catch {
      throw RunError(.usage, "\((error as? BindingError)?.message ?? "\(error)")")
    }
  }
}
