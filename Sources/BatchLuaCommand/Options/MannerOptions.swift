import ArgumentParser
import BatchLua

/// What is shown on standard error, and how.
struct MannerOptions: ParsableArguments {
  @Flag(
    name: [.customShort("q"), .customLong("quiet")],
    help: "No messages, warnings neither, but the error that ends the run.")
  var quiet = false

  @Option(
    name: .customLong("color"),
    help: ArgumentHelp(
      "Colour in messages: auto (the default: on a terminal), always or never.",
      valueName: "WHEN"))
  var color: String?

  func validate() throws { _ = try colorWord }

  private var colorWord: Terminal.Color? {
    get throws { try OptionValue.word(color, of: "--color", Terminal.Color.self) }
  }

  /// To be called before anything is shown.
  func enter() throws {
    if let color = try colorWord { Terminal.color = color }
  }

  /// Shows a message that may be left out.
  var onMessage: @Sendable (String) -> Void {
    let isQuiet = quiet
    return { text in
      if !isQuiet { Terminal.say(MessageText(lines: text)) }
    }
  }

  /// Shows how far a run is; nil when nobody looks.
  func onProgress(over inputs: [Path]) -> (@Sendable (RunSummary) -> Void)? {
    guard Terminal.canReplace && !quiet else { return nil }
    let progress = Progress(over: inputs)
    return { StandardError.showBar(progress.line($0, width: Terminal.width)) }
  }

  func apply(to options: inout RunOptions) throws {
    try enter()
    options.onMessage = onMessage
    options.onProgress = onProgress(over: options.inputs.compactMap(\.path))
  }
}
