internal import SystemPackage

/// Standard output, for texts that are no records: help, definitions.
package enum StandardOutput {
  /// Throws a `RunError`.
  package static func write(_ text: MessageText, terminator: String = "\n") throws(RunError) {
    do {
      try Array((Escapes.lines(text.text) + terminator).utf8).withUnsafeBytes { bytes in
        try FileDescriptor.standardOutput.writeWhole(bytes)
      }
    } catch let error as Errno where error == .brokenPipe {
      throw RunError(.closed, "standard output was closed by its reader")
    } catch {
      throw RunError.io("cannot write standard output", error)
    }
  }
}
