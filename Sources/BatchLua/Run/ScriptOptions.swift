internal import BatchModel
internal import LuaVM

extension Run {
  /// The options that the script declares, by name; nil when it declares none and so takes any.
  /// Its top level runs for that; what it does after the declaration may fail. Throws a `RunError`.
  public func scriptOptions() throws -> [ScriptOption]? {
    if options.isSandboxed && options.guest == nil { return try sandboxedScriptOptions() }
    return try withStreams { try onLargeStack { try declaredOptions() } }
  }

  private func declaredOptions() throws -> [ScriptOption]? {
    let source = try ScriptSource(options)
    var engineOptions = EngineOptions(options, source, .openai)
    engineOptions.asksForOptions = true
    let engine = try Runner.makeEngine(engineOptions, RecordSink(profile: .openai))
    let describer = Describer(source: source, engine: engine)
    do {
      try Runner.load(source, into: engine, describer)
    } catch {
      engine.declaredOptions = nil
      try? engine.vm.readOptions()
      if engine.declaredOptions == nil { throw error }
    }
    return engine.declaredOptions?.sorted { $0.name < $1.name }
  }
}
