import ArgumentParser
import BatchLua

/// `batchlua run SCRIPT --help`: the command's own help, then the options that the script declares.
struct ScriptHelp {
  private let choices: RunChoices
  private let script: String

  /// Nil unless the arguments ask for it.
  init?(_ arguments: [String]) {
    let options = arguments.prefix { $0 != "--" }
    guard arguments.first == "run", options.contains(where: Self.isHelp),
      let choices = try? RunCommand.parse(
        options.dropFirst().filter { !Self.isHelp($0) } + arguments[options.count...]
      ).choices, choices.code == nil
    else { return nil }
    self.choices = choices
    script = choices.arguments[0]
  }

  private static func isHelp(_ argument: String) -> Bool { ["-h", "--help"].contains(argument) }

  func show() throws {
    try Terminal.show(MessageText(lines: Main.helpMessage(for: RunCommand.self)))
    guard let options = try Run(choices.options()).scriptOptions() else { return }
    var lines: [MessageText] = ["", "OPTIONS OF \(Arguments.path(script)):"]
    if options.isEmpty { lines.append("  none") }
    let heads = options.map { "-D \($0.usage)" as MessageText }
    let column = heads.map(\.text.count).max().map { min(max($0 + 4, 26), 40) } ?? 26
    for (option, head) in zip(options, heads) {
      let notes = [option.help?.onOneLine, option.note].compactMap { $0 }
      let gap = String(repeating: " ", count: max(2, column - head.text.count - 2))
      lines.append("  \(head)\(notes.isEmpty ? "" : gap)\(notes.joined(separator: " "))")
    }
    try Terminal.show(lines.joined(separator: "\n"))
  }
}

extension String {
  /// The text without line breaks.
  fileprivate var onOneLine: String {
    split(whereSeparator: \.isNewline).map { line in
      String(line.drop { $0 == " " || $0 == "\t" })
    }.joined(separator: " ")
  }
}

extension ScriptOption {
  /// "(string, required)", "(integer, default: 256)".
  fileprivate var note: String {
    var notes = [type.rawValue]
    if isRequired { notes.append("required") }
    if isMany { notes.append("may be repeated") }
    if !defaultValues.isEmpty { notes.append("default: " + defaultValues.joined(separator: ", ")) }
    return "(\(notes.joined(separator: ", ")))"
  }
}
