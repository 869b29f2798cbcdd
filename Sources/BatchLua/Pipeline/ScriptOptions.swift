internal import BatchModel
internal import LuaVM

/// An option that a script declares: `options = { NAME = { default = "…", help = "…" } }`.
public struct ScriptOption: Sendable, Hashable {
  /// Given as `-D NAME=VALUE`, read as `args.NAME`.
  public let name: String
  /// The value when it is not given; nil for none.
  public let defaultValue: String?
  /// What it is for.
  public let help: String?
}

extension Run {
  /// The options that the script declares, by name; nil when it declares none and so takes any.
  /// Its top level runs for that. Throws a `RunError`.
  public func scriptOptions() throws -> [ScriptOption]? {
    if options.isSandboxed && options.guest == nil { return try sandboxedScriptOptions() }
    return try onLargeStack {
      let source = try ScriptSource(options)
      let engine = try Runner.makeEngine(
        EngineOptions(options, source, .openai), RecordSink(profile: .openai))
      try Runner.load(source, into: engine, Describer(source: source, engine: engine))
      return engine.declaredOptions?.sorted { $0.name < $1.name }
    }
  }
}

extension Engine {
  /// Checks the definitions against the options that the script has declared, and puts the
  /// defaults of the others into `args`.
  func takeDefaults(of source: ScriptSource) throws {
    guard let declared = declaredOptions else { return }
    let names = declared.map(\.name).sorted()
    for (name, _) in options.definitions where !names.contains(name) {
      let near: MessageText? = nearName(to: name, among: names).map { "; did you mean '\($0)'?" }
      let all = names.isEmpty ? "none" : names.joined(separator: ", ")
      throw RunError(
        .usage, "\(source.name) has no option '\(name)'" + (near ?? " (its options: \(all))"))
    }
    let given = Set(options.definitions.map(\.name))
    for option in declared where !given.contains(option.name) {
      guard let value = option.defaultValue else { continue }
      try vm.set(option.name, in: "args", to: keep(value))
    }
  }
}
