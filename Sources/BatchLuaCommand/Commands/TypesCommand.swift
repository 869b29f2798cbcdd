import ArgumentParser
import BatchLua
import BatchLuaReference

/// `batchlua types`: the API for editors.
struct TypesCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "types",
    abstract: "Writes definitions of the Lua API for editors and checkers.",
    discussion: """
      Writes batchlua.d.lua and .luarc.json for lua-language-server and emmylua, and .luacheckrc for \
      luacheck, into the folder that the editor opens: completion, documentation and checks for \
      batch, json, args and the bodies of requests and results. batchlua.d.lua is replaced; settings \
      that are there are kept, and what .luarc.json lacks is said.

      Say what a function gets, and its fields are known:
        ---@param req batch.BatchRequestInput.chat_completions
        function transform(req) … end
      """)

  @Argument(
    help: ArgumentHelp("Where to write; made when it is not there.", valueName: "DIR"),
    completion: .directory)
  var directory = "."

  func run() throws {
    for note in try EditorFolder.write(to: Arguments.path(directory)) { Terminal.say("\(note)") }
  }
}
