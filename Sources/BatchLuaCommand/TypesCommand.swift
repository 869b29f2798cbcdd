import ArgumentParser
import BatchLua
import Foundation

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
    let folder = URL(filePath: directory, directoryHint: .isDirectory)
    do {
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
      let definitions = folder.appending(path: "batchlua.d.lua")
      try Data(Reference.definitions.utf8).write(to: definitions, options: .atomic)
      Terminal.say("wrote \(path(definitions))")
      try writeSettings(to: folder.appending(path: ".luarc.json"))
    } catch let error as CocoaError {
      let reason = (error.underlying as? POSIXError).map {
        String(cString: strerror($0.code.rawValue))
      }
      Terminal.say("error: cannot write to \(directory): \(reason ?? error.localizedDescription)")
      throw ExitCode(2)
    }
  }

  private func writeSettings(to file: URL) throws {
    guard let present = try? Data(contentsOf: file) else {
      try Data(EditorSettings.text.utf8).write(to: file, options: .atomic)
      return Terminal.say("wrote \(path(file))")
    }
    let missing = EditorSettings.missing(in: present)
    if missing.isEmpty { return Terminal.say("kept \(path(file)): it has what is needed") }
    Terminal.say("kept \(path(file)); what it lacks:")
    for line in missing { Terminal.say("  \(line)") }
  }

  private func path(_ file: URL) -> String {
    directory == "." ? file.lastPathComponent : file.relativePath
  }
}
