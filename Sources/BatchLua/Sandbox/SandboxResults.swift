/// What runs and their errors are on the way between the processes.
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
  }

  /// Its time is for the parent to say.
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
    return summary
  }

  /// A count of a plausible size: sums of such do not overflow.
  private mutating func count() throws(SandboxNonsense) -> Int {
    let number = try number()
    guard 0..<1 << 55 ~= number else { throw SandboxNonsense() }
    return number
  }

  mutating func append(_ error: RunError) {
    append(Self.number(of: error.kind))
    append(error.description)
  }

  mutating func error() throws(SandboxNonsense) -> RunError {
    let kind = try number()
    let kinds: [RunError.Kind] = [.usage, .io, .closed, .script, .record]
    guard let found = kinds.first(where: { Self.number(of: $0) == kind }) else {
      throw SandboxNonsense()
    }
    return RunError(found, MessageText(lines: try string()))
  }

  private static func number(of kind: RunError.Kind) -> Int {
    switch kind {
    case .usage: 0
    case .io: 1
    case .closed: 2
    case .script: 3
    case .record: 4
    }
  }

  /// nil for a script that declares none.
  mutating func append(_ options: [ScriptOption]?) {
    append(options?.count ?? -1)
    for option in options ?? [] {
      append(option.name)
      append(option.type.rawValue)
      append(option.isRequired ? 1 : 0)
      append(option.isMany ? 1 : 0)
      append(option.help == nil ? 0 : 1)
      append(option.help ?? "")
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
    let isRequired = try number() != 0
    let isMany = try number() != 0
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
    for _ in 0..<max(0, try number()) {
      guard let value = OptionValue(try text(), as: type) else { throw SandboxNonsense() }
      values.append(value)
    }
    return values
  }

  private mutating func optionalString() throws(SandboxNonsense) -> String? {
    let isThere = try number() != 0
    let text = try string()
    return isThere ? text : nil
  }
}
