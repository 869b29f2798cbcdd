internal import SystemPackage

/// Standard output, for texts that are not records: help, definitions.
package enum StandardOutput {
  /// Throws a `RunError`.
  package static func write(_ text: MessageText, terminator: String = "\n") throws(RunError) {
    try write(Escapes.lines(text.text) + terminator)
  }

  /// Writes lines with colour: `style` gives the number of characters at the beginning of a line
  /// that have a colour, and the colour.
  package static func write(
    lines text: MessageText, _ style: (Substring) -> (count: Int, style: String)?
  ) throws(RunError) {
    let lines = Escapes.lines(text.text).split(separator: "\n", omittingEmptySubsequences: false)
    let styled = lines.map { line in
      guard let (count, style) = style(line) else { return String(line) }
      return "\u{1B}[\(style)m\(line.prefix(count))\u{1B}[0m\(line.dropFirst(count))"
    }
    try write(styled.joined(separator: "\n") + "\n")
  }

  private static func write(_ text: String) throws(RunError) {
    do {
      try Array(text.utf8).withUnsafeBytes { bytes in
        try FileDescriptor.standardOutput.writeWhole(bytes)
      }
    } catch let error as Errno where error == .brokenPipe {
      throw RunError(.closed, "standard output was closed by its reader")
    } catch {
      throw RunError.io("cannot write standard output", error)
    }
  }
}
