import Glibc

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
    var text = text
    text.withUTF8 { bytes in
      var rest = UnsafeRawBufferPointer(bytes)
      while rest.count > 0 {
        let count = Glibc.write(2, rest.baseAddress, rest.count)
        if count < 0 && errno == EINTR { continue }
        if count <= 0 { return }
        rest = UnsafeRawBufferPointer(rebasing: rest.dropFirst(count))
      }
    }
  }
}
