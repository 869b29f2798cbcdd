internal import BatchModel
internal import LuaVM

extension RunSession {
  /// The options that the script of a run declares, by name; nil when it declares none.
  static func scriptOptions(_ options: RunOptions) throws -> [ScriptOption]? {
    let source = try options.world.source(of: options.script)
    var stateOptions = ScriptStateOptions(options, source, .openai)
    stateOptions.asksForOptions = true
    stateOptions.onLog = { _, _, _ in }
    let state = try makeState(stateOptions, CheckedLines(profile: .openai))
    let describer = ErrorDescriber(source, state)
    do {
      try load(describer)
    } catch {
      // What fails may come after the declaration, for it may need values that are not given.
      state.declaredOptions = nil
      try? state.vm.readOptions()
      if state.declaredOptions == nil { throw error }
    }
    return state.declaredOptions?.sorted { $0.name < $1.name }
  }
}
