import BatchLua
import Glibc

/// Output for people: messages on standard error, help on standard output, a progress bar.
enum Terminal {
  /// Whether messages have colour.
  enum Color: String, CaseIterable {
    case auto, always, never
  }

  nonisolated(unsafe) static var color = Color.auto

  /// Whether standard error is a terminal.
  static var isInteractive: Bool { StandardError.isTerminal }
  /// Whether a line on the terminal can be overwritten.
  static var canReplace: Bool { isInteractive && !isDumb }

  private static var isDumb: Bool { variable("TERM").map { $0 == "dumb" } ?? true }

  private static var isColored: Bool {
    switch color {
    case .auto: canReplace && variable("NO_COLOR") == nil
    case .always: true
    case .never: false
    }
  }

  /// An environment variable; nil if it is empty.
  private static func variable(_ name: String) -> String? {
    guard let value = getenv(name), value.pointee != 0 else { return nil }
    return String(cString: value)
  }

  // MARK: Standard error

  /// Prints a message on lines of its own.
  static func say(_ message: MessageText) {
    guard isColored, let (level, style) = style(of: message.text) else {
      return StandardError.say(message)
    }
    let rest = String(message.text.dropFirst(level.count))
    StandardError.say(MessageText(lines: rest), mark: "\u{1B}[\(style)m\(level)\u{1B}[0m")
  }

  private static func style(of text: String) -> (level: String, style: String)? {
    let styles = [("error:", "1;31"), ("warning:", "1;33"), ("rejected:", "1;35"), ("info:", "36")]
    return styles.first { text.hasPrefix($0.0) }
  }

  /// The current number of columns.
  static var width: Int {
    var size = winsize()
    guard ioctl(2, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return 80 }
    return Int(size.ws_col)
  }

  // MARK: Standard output

  /// Whether standard output has colour.
  static var colorsOutput: Bool {
    switch color {
    case .auto: isatty(1) != 0 && !isDumb && variable("NO_COLOR") == nil
    case .always: true
    case .never: false
    }
  }

  /// Prints lines to standard output. `style` gives the number of characters at the beginning of a
  /// line that have a colour, and the colour.
  static func show(
    lines: MessageText, _ style: (Substring) -> (count: Int, style: String)?
  ) throws {
    if colorsOutput {
      try StandardOutput.write(lines: lines, style)
    } else {
      try show(lines)
    }
  }

  /// Prints help and the like to standard output.
  static func show(_ text: MessageText, terminator: String = "\n") throws {
    try StandardOutput.write(text, terminator: terminator)
  }
}
