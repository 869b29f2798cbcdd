import ArgumentParser
import BatchLua

/// Where scripts find modules.
struct ModuleOptions: ParsableArguments {
  @Option(
    name: .customShort("L"), parsing: .singleValue,
    help: ArgumentHelp("Another directory for require, after the script's own.", valueName: "DIR"),
    completion: .directory)
  var directories: [String] = []

  var paths: [Path] { directories.map(Arguments.path) }
}
