internal import Glibc
internal import SystemPackage

/// A value in `args`.
struct ArgumentValue {
  let name: String
  /// Nil for an empty list.
  let value: OptionValue?
  /// Whether the value is an element of the list `name`.
  let isInList: Bool
}

/// The values of `args`: definitions and defaults, converted to the types of declared options.
extension ScriptState {
  /// The values in order. Throws a `RunError` for a definition that does not fit, and a
  /// `BindingError` for an invalid declaration.
  func resolvedArguments() throws -> [ArgumentValue] {
    guard let optionDrafts else {
      return options.definitions.map { definition in
        ArgumentValue(
          name: definition.name, value: .string(definition.plainValue), isInList: false)
      }
    }
    let declared = try optionDrafts.map { (draft) throws(BindingError) in try draft.finished() }
    declaredOptions = declared
    // A caller that asks for the options does not want errors about given or missing values.
    if !options.asksForOptions { try checkNames(declared) }
    var arguments: [ArgumentValue] = []
    for option in declared {
      let values = try values(of: option)
      if option.isMany && values.isEmpty {
        arguments.append(ArgumentValue(name: option.name, value: nil, isInList: true))
      }
      for value in values {
        arguments.append(
          ArgumentValue(name: option.name, value: value, isInList: option.isMany))
      }
    }
    return arguments
  }

  /// Throws for a definition without a declared option.
  private func checkNames(_ declared: [ScriptOption]) throws(RunError) {
    let names = declared.map(\.name)
    for name in options.definitions.map(\.name) where !names.contains(name) {
      let near: MessageText? = nearName(to: name, among: names).map { "; did you mean '\($0)'?" }
      let all = names.isEmpty ? "none" : names.joined(separator: ", ")
      throw RunError(
        .usage, "\(options.scriptName) has no option '\(name)'" + (near ?? " (its options: \(all))")
      )
    }
  }

  private func values(of option: ScriptOption) throws(RunError) -> [OptionValue] {
    let given = options.definitions.filter { $0.name == option.name }.map(\.value)
    if options.asksForOptions {
      let values = given.compactMap { option.value(of: $0 ?? Array("true".utf8)) }
      return values.isEmpty ? option.defaults : values
    }
    let subject: MessageText = "option '\(option.name)' of \(options.scriptName)"
    let example = options.names(.definitions, option.usage)
    if given.isEmpty && option.isRequired {
      throw RunError(.usage, "\(subject) is missing: it takes \(option.taking), \(example)")
    }
    if given.count > 1 && !option.isMany {
      throw RunError(.usage, "\(subject) is given \(given.count) times; it takes one value")
    }
    var values: [OptionValue] = []
    for bytes in given {
      guard let bytes = bytes ?? (option.type == .boolean ? Array("true".utf8) : nil) else {
        throw RunError(.usage, "\(subject) has no value: it takes \(option.taking), \(example)")
      }
      guard let value = option.value(of: bytes) else {
        let text = Escapes.text(of: bytes)
        let near: MessageText? = nearName(to: text, among: option.values).map {
          "; did you mean '\($0)'?"
        }
        throw RunError(.usage, "\(subject) takes \(option.taking), got '\(text)'" + (near ?? ""))
      }
      values.append(value)
    }
    if given.isEmpty { values = option.defaults }
    if option.type == .file && !(given.isEmpty && !options.world.opensFiles) {
      for value in values { try checkFile(Path(bytes: value.bytes), subject) }
    }
    return values
  }

  /// Throws if there is no readable file at a path. Does not open it, because a pipe can be read
  /// only once.
  private func checkFile(_ path: Path, _ subject: MessageText) throws(RunError) {
    if !options.world.opensFiles {
      throw RunError(
        .usage,
        "\(subject) takes a file, and a script in a sandbox opens none "
          + "(\(options.names(.isSandboxed)))")
    }
    if !options.capabilities.contains(.readFiles) {
      throw RunError(.usage, "\(subject) takes a file, and this run lets scripts read none")
    }
    if path.isStandardInput { return readsStandardInput = true }
    var status = stat()
    if path.bytes.isEmpty || path.bytes.contains(0) {
      throw RunError(.usage, "\(subject) takes a file, got '\(path)'")
    }
    guard path.withCString({ stat($0, &status) == 0 && access($0, R_OK) == 0 }) else {
      throw RunError.io(
        "\(subject) takes a file; cannot read '\(path)'", Errno(rawValue: errno))
    }
    if status.st_mode & S_IFMT == S_IFDIR {
      throw RunError(.usage, "\(subject) takes a file; '\(path)' is a directory")
    }
  }
}
