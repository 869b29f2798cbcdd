internal import LazyJSON

/// The lines that were not taken, as they were, and beside them the reasons.
struct Rejects {
  private let lines: OutputFile
  /// nil for what is no regular file: there is no file beside a device or a pipe.
  private let reasons: OutputFile?

  init(_ path: Path) throws(RunError) {
    lines = try OutputFile(path)
    reasons = lines.isAtomic ? try OutputFile(Self.reasons(of: path)) : nil
  }

  func add(_ line: Bytes, _ diagnostic: Diagnostic) throws(RunError) {
    var buffer = ByteBuffer()
    buffer.append(line)
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
