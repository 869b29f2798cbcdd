internal import LazyJSON

/// The rejected records as they were read, and in a second file the reasons. They are framed as the
/// input is, so that they can be corrected and read again: rows have their header.
final class Rejects {
  private let lines: OutputFile
  /// nil for what is no regular file: there is no file beside a device or a pipe.
  private let reasons: OutputFile?
  /// What the last row stands below.
  private var header: [UInt8] = []

  init(_ path: Path) throws(RunError) {
    lines = try OutputFile(path)
    reasons = lines.isAtomic ? try OutputFile(Self.reasons(of: path)) : nil
  }

  /// Files that were opened elsewhere.
  init(_ lines: OutputFile, _ reasons: OutputFile?) {
    self.lines = lines
    self.reasons = reasons
  }

  /// `header` is empty for what are no rows.
  func add(_ record: Bytes, below header: [UInt8], _ diagnostic: Diagnostic) throws(RunError) {
    var buffer = ByteBuffer()
    if header != self.header {
      self.header = header
      header.withUnsafeBufferPointer { buffer.append($0) }
      buffer.append(0x0A)
    }
    buffer.append(record)
    buffer.append(0x0A)
    try lines.write(Bytes(start: buffer.base, count: buffer.count))
    guard let reasons else { return }
    buffer.count = 0
    diagnostic.append(to: &buffer, line: diagnostic.input?.line)
    buffer.append(0x0A)
    try reasons.write(Bytes(start: buffer.base, count: buffer.count))
  }

  /// Where the reasons go.
  static func reasons(of path: Path) -> Path { path.appending(".errors.jsonl") }

  /// For the end of the run.
  var files: [OutputFile] { [lines] + (reasons.map { [$0] } ?? []) }
}
