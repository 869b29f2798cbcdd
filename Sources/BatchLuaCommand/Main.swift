import ArgumentParser
import BatchLua

/// The tool: `batchlua COMMAND`.
@main
struct Main: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "batchlua",
    abstract: "Rewrites batch files of language-model requests with a few lines of Lua.",
    discussion: """
      Examples:
        batchlua run swap-model.lua in.jsonl -o out.jsonl
        batchlua run -e 'body.model = "gpt-5-mini"' in.jsonl
        batchlua run -e 'body.max_tokens and body.max_tokens > 100' in.jsonl
      """,
    version: """
      batchlua \(Version.current) (Lua \(Version.lua), simdjson \(Version.simdjson))
      """,
    subcommands: [
      RunCommand.self, ValidateCommand.self, SplitCommand.self, StatsCommand.self,
      RetryCommand.self, JoinCommand.self, MergeCommand.self, DiffCommand.self,
      CheckCommand.self, TestCommand.self, NewCommand.self, TypesCommand.self, HelpCommand.self,
    ])

  static func main() {
    Interrupts.install()
    Heap.useOne()
    do {
      let words = try Arguments.words()
      SealedProcess.serve(words)
      try perform(RunCommand.separated(words))
      Exit.end()
    } catch {
      Exit.end(with: error)
    }
  }

  private static func perform(_ arguments: [String]) throws {
    if let help = ScriptHelp(arguments) { return try help.show() }
    if let script = CompletionScript(arguments) {
      return try Terminal.show(MessageText(lines: script.text))
    }
    if let choices = quickRun(arguments) { return try choices.run() }
    var command = try parsed(arguments)
    try command.run()
  }

  /// Reads the arguments of `run` without the parser, which is faster; nil for unusual or wrong
  /// arguments, which the parser handles.
  private static func quickRun(_ arguments: [String]) -> RunChoices? {
    arguments.first == "run" ? RunChoices(quickly: Array(arguments.dropFirst())) : nil
  }

  private static func parsed(_ arguments: [String]) throws -> any ParsableCommand {
    do {
      return try parseAsRoot(arguments)
    } catch {
      if let missing = MissingCommand(arguments) { throw missing.error }
      // The parser's messages contain arguments without escapes.
      let shown = arguments.map(Arguments.shown)
      if shown != arguments { _ = try parseAsRoot(shown) }
      throw error
    }
  }
}
