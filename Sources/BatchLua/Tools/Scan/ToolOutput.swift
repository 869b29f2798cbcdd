internal import LazyJSON

/// A buffered output file of a tool, complete or absent. Without a path, or with "-", it is
/// standard output.
final class ToolOutput {
  let file: OutputFile
  private var buffer = ByteBuffer()
  private static let much = 1 << 18

  init(_ path: Path?) throws(RunError) { file = try OutputFile(path) }

  /// Appends bytes.
  func append(_ bytes: Bytes) throws(RunError) {
    if bytes.count >= Self.much {
      try flush()
      return try file.write(bytes)
    }
    buffer.append(bytes)
    if buffer.count >= Self.much { try flush() }
  }

  /// Appends a line and its end.
  func append(line bytes: Bytes) throws(RunError) {
    try append(bytes)
    buffer.append(0x0A)
  }

  /// Has `body` append to the buffer.
  func append(_ body: (inout ByteBuffer) -> Void) throws(RunError) {
    body(&buffer)
    if buffer.count >= Self.much { try flush() }
  }

  /// Writes the buffer; to be called before the file is committed.
  func flush() throws(RunError) {
    try file.write(buffer.elements)
    buffer.count = 0
  }

  /// Commits files, all of them or none; returns warnings.
  static func commit(_ outputs: [ToolOutput]) throws(RunError) -> [MessageText] {
    for output in outputs { try output.flush() }
    return try OutputFile.commit(outputs.map(\.file))
  }
}
