import Foundation

/// Standard error: all that is no data.
enum Terminal {
  static let isInteractive = isatty(2) == 1

  /// A message on lines of its own; a progress bar that stands there goes first.
  static func say(_ text: String) {
    write((isInteractive ? "\r\u{1B}[K" : "") + text + "\n")
  }

  /// Replaces the last line, while nothing else was written.
  static func replaceLine(_ text: String) { write("\r\u{1B}[K" + text) }

  /// A message that nobody can read is no reason to end.
  private static func write(_ text: String) {
    try? FileHandle.standardError.write(contentsOf: Data(text.utf8))
  }
}
