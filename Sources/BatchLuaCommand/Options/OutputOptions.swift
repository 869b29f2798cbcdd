import ArgumentParser
import BatchLua

/// The output of data.
struct OutputOptions: ParsableArguments {
  @Option(
    name: [.customShort("o"), .customLong("output")],
    help: ArgumentHelp(
      "Where to write, there whole or not at all; standard output without it. With {part} in it, "
        + "one file after another.",
      valueName: "FILE"), completion: .file())
  var output: String?

  /// Nil is standard output.
  var path: Path? { output.map(Arguments.path) }

  func apply(to options: inout RunOptions) {
    if let path { options.output = .file(path) }
  }
}
