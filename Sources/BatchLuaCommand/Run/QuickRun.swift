import ArgumentParser

/// How `run` takes its arguments at most starts. The parser looks each option and each type of one up
/// at run time, which takes as long as all else of a short run. Whatever is not plain here is left to
/// it, and all that is wrong; a test holds that both read the same.
extension RunCommand {
  /// An option, and how its values get to the command; false when they are none of it.
  private struct Quick: Sendable {
    let names: [String]
    let isFlag: Bool
    let set: @Sendable (inout RunCommand, [String]) -> Bool

    static func text(
      _ names: String..., set: @escaping @Sendable (inout RunCommand, String?) -> Void
    ) -> Self {
      Quick(names: names, isFlag: false) { command, values in
        set(&command, values.last)
        return true
      }
    }

    static func texts(_ name: String, set: @escaping @Sendable (inout RunCommand, [String]) -> Void)
      -> Self
    {
      Quick(names: [name], isFlag: false) { command, values in
        set(&command, values)
        return true
      }
    }

    static func number(_ name: String, set: @escaping @Sendable (inout RunCommand, Int?) -> Void)
      -> Self
    {
      Quick(names: [name], isFlag: false) { command, values in
        let numbers = values.compactMap { Int($0) }
        set(&command, numbers.last)
        return numbers.count == values.count
      }
    }

    static func flag(_ names: String..., set: @escaping @Sendable (inout RunCommand, Bool) -> Void)
      -> Self
    {
      Quick(names: names, isFlag: true) { command, values in
        set(&command, !values.isEmpty)
        return true
      }
    }
  }

  /// Each option of the command, for each has to be set.
  private static let quick: [Quick] = [
    .texts("-e") { $0.codeLines = $1 },
    .text("-o", "--output") { $0.outputs.output = $1 },
    .flag("-i", "--in-place") { $0.set.inPlace = $1 },
    .text("--in-place-suffix") { $0.set.suffix = $1 },
    .text("--output-dir") { $0.set.directory = $1 },
    .text("--report") { $0.set.report = $1 },
    .number("--shard") { $0.set.shard = $1 },
    .number("--max-requests") { $0.parts.maxRequests = $1 },
    .text("--max-bytes") { $0.parts.maxBytes = $1 },
    .flag("-n") { $0.selection.noInput = $1 },
    .number("--head") { $0.selection.head = $1 },
    .number("--sample") { $0.selection.sample = $1 },
    .text("--seed") { $0.selection.seed = $1 },
    .texts("-D") { $0.definitions = $1 },
    .text("--from") { $0.inputs.from = $1 },
    .text("--separator") { $0.inputs.separator = $1 },
    .text("--type") { $0.inputs.records.type = $1 },
    .text("--profile") { $0.inputs.records.profile = $1 },
    .text("--max-line") { $0.inputs.maxLine = $1 },
    .text("--to") { $0.to = $1 },
    .text("--on-error") { $0.errors.onError = $1 },
    .text("--rejects") { $0.errors.rejects = $1 },
    .number("--max-errors") { $0.errors.maxErrors = $1 },
    .number("--rejected-exit") { $0.errors.rejectedExit = $1 },
    .texts("-L") { $0.moduleDirectories = $1 },
    .text("--timeout") { $0.limits.timeout = $1 },
    .text("--max-memory") { $0.limits.maxMemory = $1 },
    .number("--jobs") { $0.jobs = $1 },
    .flag("--sandbox") { $0.sandbox = $1 },
    .flag("--allow-io") { $0.allowIo = $1 },
    .flag("-q", "--quiet") { $0.manners.messages.quiet = $1 },
    .text("--color") { $0.manners.messages.color = $1 },
    .text("--progress") { $0.manners.progress = $1 },
    .flag("--timings") { $0.timings = $1 },
    .text("--diagnostics") { $0.diagnostics = $1 },
    .flag("--dry-run") { $0.dryRun = $1 },
    .number("--diff") { $0.diff = $1 },
    .flag("--strict") { $0.strict = $1 },
    .flag("--summary") { $0.summary = $1 },
  ]

  /// The command for arguments that are plain and right, those behind `run`; else nil.
  init?(quickly arguments: [String]) {
    var values = [[String]](repeating: [], count: Self.quick.count)
    var positional: [String] = []
    var rest = arguments[...]
    while let argument = rest.popFirst() {
      if !argument.utf8.starts(with: "-".utf8) || argument == "-" {
        positional.append(argument)
        continue
      }
      let isLong = argument.utf8.starts(with: "--".utf8)
      let name = isLong ? String(argument.prefix { $0 != "=" }) : argument
      guard let number = Self.quick.firstIndex(where: { $0.names.contains(name) }) else {
        return nil
      }
      if name.utf8.count < argument.utf8.count {
        if Self.quick[number].isFlag { return nil }
        values[number].append(String(argument.dropFirst(name.count + 1)))
      } else if Self.quick[number].isFlag {
        values[number].append("")
      } else {
        guard let value = rest.popFirst(), !value.utf8.starts(with: "-".utf8) || value == "-" else {
          return nil
        }
        values[number].append(value)
      }
    }
    self.init()
    (outputs, parts, inputs) = (OutputOptions(), PartOptions(), InputOptions())
    inputs.records = RecordOptions()
    (selection, set) = (SelectionOptions(), FileSetOptions())
    (errors, limits, manners) = (ErrorOptions(), LimitOptions(), MannerOptions())
    manners.messages = MessageOptions()
    self.arguments = positional
    for (option, values) in zip(Self.quick, values) where !option.set(&self, values) { return nil }
    do {
      try outputs.validate()
      try parts.validate()
      try inputs.validate()
      try inputs.records.validate()
      try selection.validate()
      try set.validate()
      try errors.validate()
      try limits.validate()
      try manners.validate()
      try manners.messages.validate()
      try validate()
    } catch {
      return nil
    }
  }
}
