/// Encodes results of runs and their errors.
extension SandboxFrame {
  mutating func append(_ summary: RunSummary) {
    append(summary.read)
    append(summary.written)
    append(summary.dropped)
    append(summary.rejected)
    append(summary.bytesRead)
    append(summary.bytesWritten)
    append(summary.files)
    append(summary.linesInFiles)
    append(summary.bytesInFiles)
    append(summary.resultText ?? [])
  }

  /// Decodes a summary, whose time the parent measures itself.
  mutating func summary() throws(SandboxNonsense) -> RunSummary {
    var summary = RunSummary()
    summary.read = try count()
    summary.written = try count()
    summary.dropped = try count()
    summary.rejected = try count()
    summary.bytesRead = try count()
    summary.bytesWritten = try count()
    summary.files = try count()
    summary.linesInFiles = try count()
    summary.bytesInFiles = try count()
    let result = try text()
    if !result.isEmpty { summary.resultText = result }
    return summary
  }

  /// Decodes a count. Throws if it is so large that sums of counts might overflow.
  private mutating func count() throws(SandboxNonsense) -> Int {
    let number = try number()
    guard 0..<1 << 55 ~= number else { throw SandboxNonsense() }
    return number
  }

  mutating func append(_ error: RunError) {
    append(RunError.Kind.all.firstIndex(of: error.kind) ?? 0)
    append(error.reason)
    append(optional: error.outcome?.text)
    append(error.diagnostic != nil)
    guard let diagnostic = error.diagnostic else { return }
    append(diagnostic.code)
    append(optional: diagnostic.param)
    append(diagnostic.script?.line ?? 0)
    append(diagnostic.script?.name ?? "")
    append(optional: diagnostic.script?.text)
    append(diagnostic.input?.line ?? 0)
    append(diagnostic.input?.file ?? "")
    append(optional: diagnostic.input?.customID)
    append(diagnostic.input?.excerpt.text ?? "")
  }

  mutating func error() throws(SandboxNonsense) -> RunError {
    let kind = try number()
    let kinds = RunError.Kind.all
    guard kinds.indices.contains(kind) else { throw SandboxNonsense() }
    let found = kinds[kind]
    let reason = try string()
    let outcome = try optionalString().map { MessageText(lines: $0) }
    if try !flag() {
      return RunError(found, MessageText(lines: reason), outcome: outcome)
    }
    var diagnostic = Diagnostic(message: reason, code: try string())
    diagnostic.param = try optionalString()
    diagnostic.script = try scriptPosition()
    diagnostic.input = try inputPosition()
    return RunError(found, diagnostic, outcome: outcome)
  }

  private mutating func scriptPosition() throws(SandboxNonsense) -> ScriptPosition? {
    let (line, name, text) = (try number(), try string(), try optionalString())
    return line > 0 ? ScriptPosition(name: name, line: line, text: text) : nil
  }

  private mutating func inputPosition() throws(SandboxNonsense) -> InputPosition? {
    let (line, file, id) = (try number(), try string(), try optionalString())
    let excerpt = MessageText(lines: try string())
    return line > 0 ? InputPosition(file: file, line: line, customID: id, excerpt: excerpt) : nil
  }

  /// Encodes options; nil for a script that declares none.
  mutating func append(_ options: [ScriptOption]?) {
    append(options?.count ?? -1)
    for option in options ?? [] {
      append(option.name)
      append(option.type.rawValue)
      append(option.isRequired)
      append(option.isMany)
      append(optional: option.help)
      append(option.defaults)
      append(option.choices)
    }
  }

  private mutating func append(_ values: [OptionValue]) {
    append(values.count)
    for value in values { append(value.bytes) }
  }

  mutating func options() throws(SandboxNonsense) -> [ScriptOption]? {
    let count = try number()
    if count < 0 { return nil }
    var options: [ScriptOption] = []
    while options.count < count {
      options.append(try option())
    }
    return options
  }

  private mutating func option() throws(SandboxNonsense) -> ScriptOption {
    let name = try string()
    guard let type = ScriptOption.ValueType(rawValue: try string()) else { throw SandboxNonsense() }
    let isRequired = try flag()
    let isMany = try flag()
    let help = try optionalString()
    let defaults = try values(of: type)
    return ScriptOption(
      name: name, type: type, isRequired: isRequired, isMany: isMany, help: help,
      defaults: defaults, choices: try values(of: type))
  }

  private mutating func values(
    of type: ScriptOption.ValueType
  ) throws(SandboxNonsense) -> [OptionValue] {
    var values: [OptionValue] = []
    for _ in 0..<(try size()) {
      guard let value = OptionValue(try text(), as: type) else { throw SandboxNonsense() }
      values.append(value)
    }
    return values
  }
}
