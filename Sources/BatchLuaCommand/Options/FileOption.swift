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

  /// Whether the output is a file, so that standard output is free for a report.
  var isFile: Bool { path.map { $0 != "-" } ?? false }
}
