internal import BatchModel
internal import LuaVM

extension RunSession {
  /// The options that the script of a run declares, by name; nil when it declares none.
  static func scriptOptions(_ options: RunOptions) throws -> [ScriptOption]? {
    let source = try options.world.source(of: options.script)
    var engineOptions = ScriptStateOptions(options, source, .openai)
    engineOptions.asksForOptions = true
    let engine = try makeEngine(engineOptions, CheckedLines(profile: .openai))
    let describer = ErrorDescriber(source: source, engine: engine)
    do {
      try load(source, into: engine, describer)
    } catch {
      engine.declaredOptions = nil
      try? engine.vm.readOptions()
      if engine.declaredOptions == nil { throw error }
    }
    return engine.declaredOptions?.sorted { $0.name < $1.name }
  }
}
