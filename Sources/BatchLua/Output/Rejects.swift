internal import LazyJSON

/// Writes rejected records as they were read, and the reasons to a second file. Records are framed
/// as in the input, so that they can be corrected and read again: rows have their header.
final class Rejects {
  private let lines: OutputFile
  /// nil if the rejects go to a device or a pipe, which has no second file.
  private let reasons: OutputFile?
  /// The header of the last row.
  private var header: [UInt8] = []

  init(_ path: Path) throws(RunError) {
    lines = try OutputFile(path)
    reasons = lines.isAtomic ? try OutputFile(Self.reasons(of: path)) : nil
  }

  /// Writes to files that are already open.
  init(_ lines: OutputFile, _ reasons: OutputFile?) {
    self.lines = lines
    self.reasons = reasons
  }

  /// Adds a rejected record; `header` is empty if it is not a row.
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

  /// The path of the file of reasons.
  static func reasons(of path: Path) -> Path { path.appending(".errors.jsonl") }

  /// The files to commit at the end of the run.
  var files: [OutputFile] { [lines] + (reasons.map { [$0] } ?? []) }
}
