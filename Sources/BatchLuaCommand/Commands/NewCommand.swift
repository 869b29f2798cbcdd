import ArgumentParser
import BatchLua
import BatchLuaReference

/// `batchlua new`: a script to begin with.
struct NewCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "new",
    abstract: "Makes a Lua script to begin with, and its test.",
    usage: """
      batchlua new NAME [--from RECIPE]
      batchlua new --list
      """,
    discussion: """
      Examples:
        batchlua new swap-model
        batchlua new --list
        batchlua new convert --from openai-to-anthropic

      Writes NAME.lua, the folder NAME.test with an input and what is expected of it, and for editors \
      batchlua.d.lua and their settings. Files that are there are kept. 'batchlua test' runs the test; \
      'batchlua run @RECIPE' runs a recipe without a copy of it.
      """)

  @Argument(
    help: ArgumentHelp("The script's name, with its folder.", valueName: "NAME"),
    completion: .directory)
  var name: String?

  @Option(
    name: .customLong("from"),
    help: ArgumentHelp("What it begins as: a recipe of --list.", valueName: "RECIPE"),
    completion: .recipes)
  var recipe: String?

  @Flag(name: .customLong("list"), help: "The recipes, and what they do.")
  var list = false

  @OptionGroup var messages: MessageOptions

  func validate() throws {
    if list != (name == nil) {
      throw ValidationError(
        list ? "--list makes no script: it takes no NAME" : "missing NAME: that of the script")
    }
  }

  func run() throws {
    try messages.enter()
    guard let name else { return try showRecipes() }
    var new = NewScript(Arguments.path(name))
    new.recipe = recipe
    for note in try new.write() { messages.onMessage(note) }
    for note in try EditorFolder.write(to: new.folder) { messages.onMessage(note) }
    var tests = ScriptTests([new.test])
    tests.updates = true
    tests.makeRun = TestCommand.makeRun
    let result = try tests.execute()
    for file in result.tests.flatMap(\.updated) { messages.onMessage("wrote \(file)") }
    for line in result.tests.compactMap(\.failure).joined() {
      messages.onMessage("warning: \(line)")
    }
  }

  private func showRecipes() throws {
    let recipes = NewScript.recipes
    let width = recipes.map(\.name.count).max() ?? 0
    for (name, summary) in recipes {
      let gap = String(repeating: " ", count: width - name.count + 2)
      try Terminal.show("\(name)\(gap)\(summary)")
    }
  }
}
