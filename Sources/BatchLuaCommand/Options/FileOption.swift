import ArgumentParser
import BatchLua

/// The one file that a command writes.
struct FileOption: ParsableArguments {
  @Option(
    name: [.customShort("o"), .customLong("output")],
    help: ArgumentHelp(
      "Where to write, there whole or not at all; standard output without it.",
      valueName: "FILE"), completion: .file())
  var output: String?

  /// Nil is standard output.
  var path: Path? { output.map(Arguments.path) }

  /// Whether that leaves standard output for a report.
  var isFile: Bool { path.map { $0 != "-" } ?? false }
}
