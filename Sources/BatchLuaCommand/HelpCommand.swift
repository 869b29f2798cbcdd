import ArgumentParser
import BatchLua
import BatchLuaReference

/// `batchlua help`: commands and the Lua API. Replaces that of ArgumentParser.
struct HelpCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "help",
    abstract: "Explains a command, or a function, type or field of the Lua API.",
    usage: "batchlua help [TOPIC]",
    discussion: """
      Examples:
        batchlua help                          all topics
        batchlua help run                      a command
        batchlua help json.decode              a function
        batchlua help BatchRequestInput        a type
        batchlua help BatchRequestInput.body   a field
        batchlua help record:copy              a method
        batchlua help values                   how JSON values behave
        batchlua help profiles                 whose rules there are
        batchlua help examples                 scripts that are ready
      """)

  @Argument(help: ArgumentHelp("What to explain.", valueName: "TOPIC"), completion: .topics)
  var topic: String?

  @Flag(help: ArgumentHelp("The whole reference as Markdown.", visibility: .hidden))
  var markdown = false

  func run() throws {
    if markdown { return try show(Reference.page) }
    guard let topic else {
      return try show(
        "\(Main.helpMessage())\n\nTOPICS OF THE LUA API:\n\n\(Reference.contents)")
    }
    if let command = Self.commands.first(where: { $0.configuration.commandName == topic }) {
      return try show(Main.helpMessage(for: command) + "\n")
    }
    guard let text = Reference.help(topic) else {
      let near: MessageText? = Reference.near(topic, among: Self.commandNames).map {
        "did you mean '\($0)'?"
      }
      Terminal.say("error: there is no topic '\(topic)'; \(near ?? "'batchlua help' lists all")")
      throw ExitCode(2)
    }
    try show(text)
  }

  private func show(_ text: String) throws {
    try Terminal.show(MessageText(lines: text), terminator: "")
  }

  /// The names of all commands.
  static var commandNames: [String] { commands.compactMap { $0.configuration.commandName } }

  private static var commands: [any ParsableCommand.Type] { Main.configuration.subcommands }
}

extension CompletionKind {
  /// The topics of `help`.
  fileprivate static var topics: CompletionKind {
    .custom { _, _, _ in (HelpCommand.commandNames + Reference.topics).map(shellWord) }
  }

  /// Escapes colons, after which zsh expects a description.
  private static func shellWord(_ word: String) -> String {
    guard CompletionShell.requesting == .zsh else { return word }
    return word.split(separator: ":", omittingEmptySubsequences: false).joined(separator: "\\:")
  }
}
