import Foundation
import Testing

/// What shells are told when they complete, as their scripts ask for it. scripts/test --integration
/// types it into bash, zsh and fish.
struct CompletionTests {
  private let launch: Launch

  init() throws { launch = try Launch() }

  /// The words for an argument; the words of the line end with the one at hand.
  private func complete(_ command: String, _ argument: String, _ line: String...) throws -> [String]
  {
    let words = ["batchlua", command] + line
    let result = try launch.batchlua(
      arguments: ["---completion", command, "--", argument, "\(words.count - 1)", "0"] + words)
    #expect(result.code == 0 && result.error == "", "\(result.error)")
    return result.output.split(separator: "\n").map(String.init)
  }

  @Test func wordsOfOptions() throws {
    #expect(
      try complete("run", "--type", "--type", "")
        == ["detect", "BatchRequestInput", "BatchRequestOutput", "json"])
    #expect(try complete("run", "--on-error", "--on-error", "") == ["fail", "skip", "quarantine"])
    #expect(try complete("run", "--from", "--from", "").contains("csv"))
    #expect(try complete("run", "--to", "--to", "").contains("text"))
    #expect(try complete("validate", "--format", "--format", "").contains("json"))
  }

  @Test func profilesAndTopics() throws {
    let profiles = try complete("run", "--profile", "--profile", "")
    #expect(profiles.contains("openai") && profiles.contains("anthropic"))
    let topics = try complete("help", "positional@0", "")
    #expect(topics.contains("run") && topics.contains("json.decode") && topics.contains("profiles"))
  }

  @Test func optionsOfTheScript() throws {
    try launch.write(
      "options = { model = { default = 'm' }, width = { type = 'integer' } }\nfunction begin() end",
      to: "s.lua")
    #expect(try complete("run", "-D", "s.lua", "-D", "") == ["model=", "width="])
    #expect(
      try complete("run", "-D", "-D", "width=1", "s.lua", "-D", "mo") == ["model=", "width="])
    // Without a script, with code, and with one that does not load: nothing, and no message.
    #expect(try complete("run", "-D", "-D", "") == [])
    #expect(try complete("run", "-D", "-e", "body.x = 1", "-D", "") == [])
    try launch.write("options = = 1", to: "bad.lua")
    #expect(try complete("run", "-D", "bad.lua", "-D", "") == [])
    try launch.write("while true do end", to: "endless.lua")
    #expect(try complete("run", "-D", "endless.lua", "-D", "") == [])
  }

  /// There is one help, and in bash nothing stands behind `NAME=`.
  @Test(arguments: ["bash", "zsh", "fish"])
  func scripts(shell: String) throws {
    let script = try launch.batchlua("--generate-completion-script", shell).output
    #expect(!script.contains("Show subcommand help information."))
    #expect(script.ranges(of: "\n_batchlua_help() {").count == (shell == "fish" ? 0 : 1))
    #expect(script.contains("---completion help -- positional@0"))
    #expect(script.contains("compopt +o filenames -o nospace") == (shell == "bash"))
  }

  /// What `run` starts a recipe by is in the scripts, in the order of the list.
  @Test(arguments: [
    ("bash", "-W '%' -- "), ("zsh", "compadd -- %; "), ("fish", "-fa '%'"),
  ])
  func recipesOfRun(shell: String, form: String) throws {
    let script = try launch.batchlua("--generate-completion-script", shell).output
    let list = try launch.batchlua("new", "--list").output.split(separator: "\n")
    let names = list.map { "@" + $0.prefix { $0 != " " } }
    #expect(names.count > 20)
    #expect(script.contains(form.replacing("%", with: names.joined(separator: " "))))
  }

  /// Each option with a value says what completes it, unless it is a number, a size or free text.
  @Test func eachOptionIsCompleted() throws {
    let free = [
      "CODE", "N", "SIZE", "SECONDS", "CHARACTER", "FACTOR", "SUFFIX", "NAME=EXPR", "EXPR",
      "NAME=VALUE",
      "CODE|STATUS,...",
    ]
    let dump = try launch.batchlua("--experimental-dump-help").output
    let root = try #require(
      try JSONSerialization.jsonObject(with: Data(dump.utf8)) as? [String: Any])
    let commands = try #require(
      (root["command"] as? [String: Any])?["subcommands"] as? [[String: Any]])
    #expect(commands.count > 2)
    for command in commands {
      for argument in command["arguments"] as? [[String: Any]] ?? [] {
        let name = argument["valueName"] as? String ?? ""
        guard argument["kind"] as? String != "flag", !free.contains(name) else { continue }
        // Of the help that the parser adds, and what `-i.bak` becomes.
        if ["subcommands", "in-place-suffix"].contains(name) { continue }
        #expect(argument["completionKind"] != nil, "\(command["commandName"] ?? ""): \(name)")
      }
    }
  }
}
