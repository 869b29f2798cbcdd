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
        batchlua run -e 'body.max_tokens > 100' in.jsonl
      """,
    version: """
      batchlua \(BatchLua.version) (Lua \(BatchLua.luaVersion), simdjson \(BatchLua.simdjsonVersion))
      """,
    subcommands: [RunCommand.self, TypesCommand.self, HelpCommand.self])

  static func main() {
    Interrupts.install()
    BatchLua.useOneHeap()
    do {
      if let help = ScriptHelp(Array(CommandLine.arguments.dropFirst())) { return try help.show() }
      var command = try parseAsRoot()
      try command.run()
    } catch {
      Exit.end(with: error)
    }
  }
}
