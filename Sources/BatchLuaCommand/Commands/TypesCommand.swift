import ArgumentParser
import BatchLua
import BatchLuaReference

/// `batchlua types`: the API for editors.
struct TypesCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "types",
    abstract: "Writes definitions of the Lua API for editors (lua-language-server).",
    discussion: """
      Writes batchlua.d.lua and .luarc.json into the folder that the editor opens: completion, \
      documentation and checks for batch, json, args and the bodies of requests and results. \
      batchlua.d.lua is replaced; a .luarc.json that is there is kept, and what it lacks is said.

      Say what a function gets, and its fields are known:
        ---@param req batch.BatchRequestInput
        function transform(req) … end
      """)

  @Argument(help: ArgumentHelp("Where to write; made when it is not there.", valueName: "DIR"))
  var directory = "."

  func run() throws {
    for note in try EditorFolder.write(to: Arguments.path(directory)) { Terminal.say("\(note)") }
  }
}
