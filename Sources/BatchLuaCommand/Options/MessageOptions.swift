import ArgumentParser
import BatchLua

/// Which messages are shown, and how. For all commands.
struct MessageOptions: ParsableArguments {
  @Flag(
    name: [.customShort("q"), .customLong("quiet")],
    help: "No messages, warnings neither, but the error that ends the run.")
  var quiet = false

  @Option(
    name: .customLong("color"),
    help: ArgumentHelp(
      "Colour in messages: auto (the default: on a terminal), always or never.",
      valueName: "WHEN"), completion: .words(of: Terminal.Color.self))
  var color: String?

  func validate() throws { _ = try colorWord }

  private var colorWord: Terminal.Color? {
    get throws { try OptionValue.word(color, of: "--color", Terminal.Color.self) }
  }

  /// To be called before anything is shown.
  func enter() throws {
    if let color = try colorWord { Terminal.color = color }
  }

  /// Shows a message, unless messages are suppressed.
  var onMessage: @Sendable (String) -> Void {
    let isQuiet = quiet
    return { text in
      if !isQuiet { Terminal.say(MessageText(lines: text)) }
    }
  }
}
