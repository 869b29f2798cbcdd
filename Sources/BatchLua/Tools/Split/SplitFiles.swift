internal import LazyJSON

/// A part that is being written.
final class SplitPart {
  let file: OutputFile
  /// The number among the parts of its key, from 1.
  let number: Int
  var info: SplitReport.Part
  /// Whether the last line has no line end; it is written before the next line.
  fileprivate(set) var isOpen = false
  /// Lines not yet written, when lines are split by a key.
  fileprivate var buffer = ByteBuffer()

  fileprivate init(_ file: OutputFile, number: Int, _ info: SplitReport.Part) {
    (self.file, self.number, self.info) = (file, number, info)
  }
}

/// The output files of `Split`, committed together. A run of lines for the same part is written
/// with one call, from the text that was read.
final class SplitFiles {
  private let inputs: [RunInput]
  private(set) var pattern: SplitPattern
  private(set) var parts: [SplitPart] = []
  /// Bytes before the first line: a byte order mark, blank lines.
  var lead = ByteBuffer()
  private let descriptors = DescriptorPool()
  /// Lines of the current chunk that are not written yet, and their part.
  private var run: (range: Range<Int>, part: SplitPart)?
  /// Bytes in the buffers of parts.
  private var buffered = 0
  private static let mostBuffered = 8 << 20

  init(_ options: SplitOptions) throws(RunError) {
    inputs = options.scan.inputs
    pattern = try SplitPattern(options.output)
  }

  func begin(_ number: Int, key: SplitKey?) throws(RunError) -> SplitPart {
    let path = try pattern.path(part: number, key: key)
    try inputs.paths.checkApart(from: path)
    let file = try OutputFile(path)
    let part = SplitPart(file, number: number, SplitReport.Part(file: path, key: key?.text))
    parts.append(part)
    if lead.count > 0 {
      try write(lead.elements, to: part)
      part.info.bytes += lead.count
      part.isOpen = false
      lead.count = 0
    }
    return part
  }

  /// Appends bytes between lines to the part before them or, without one, to the first part.
  func keep(_ bytes: Bytes, behind part: SplitPart?) throws(RunError) {
    guard let part else { return lead.append(bytes) }
    try write(bytes, to: part)
    part.info.bytes += bytes.count
  }

  /// Appends a range of a chunk to a part.
  func append(_ range: Range<Int>, of text: Bytes, to part: SplitPart) throws(RunError) {
    part.info.bytes += range.count
    if let run, run.part === part, run.range.upperBound == range.lowerBound {
      self.run = (run.range.lowerBound..<range.upperBound, part)
      return
    }
    try endChunk(text)
    run = (range, part)
  }

  /// Appends a line, and its end.
  func append(_ line: Bytes, to part: SplitPart) throws(RunError) {
    part.buffer.append(line)
    part.buffer.append(0x0A)
    part.info.bytes += line.count + 1
    buffered += line.count + 1
    if buffered < Self.mostBuffered { return }
    for part in parts { try flush(part) }
    buffered = 0
  }

  private func flush(_ part: SplitPart) throws(RunError) {
    if part.buffer.count == 0 { return }
    try descriptors.use(part.file)
    try part.file.write(part.buffer.elements)
    part.buffer.shrink(to: 1 << 16)
  }

  /// Writes the pending run of lines, before the text of its chunk becomes invalid.
  func endChunk(_ text: Bytes) throws(RunError) {
    guard let run else { return }
    self.run = nil
    try write(Bytes(rebasing: text[run.range]), to: run.part)
  }

  private func write(_ bytes: Bytes, to part: SplitPart) throws(RunError) {
    guard let last = bytes.last else { return }
    try descriptors.use(part.file)
    if part.isOpen {
      try part.file.write(StaticString("\n").bytes)
      part.info.bytes += 1
    }
    try part.file.write(bytes)
    part.isOpen = last != 0x0A
  }

  /// Ends a part, after writing the pending run of lines.
  func end(_ part: SplitPart, with text: Bytes) throws(RunError) {
    if let run, run.part === part { try endChunk(text) }
    try flush(part)
    try descriptors.end(part.file)
  }

  /// Commits all parts together with other files; returns warnings.
  func commit(with others: [OutputFile]) throws(RunError) -> [MessageText] {
    for part in parts { try flush(part) }
    let losses = try OutputFile.commit(parts.map(\.file) + others)
    let stale = PathPattern.warning(
      ofStale: pattern.stale(after: parts.count), remedy: "remove what is not wanted")
    return losses + (stale.map { [$0] } ?? [])
  }

  func discard() { for part in parts { part.file.discard() } }
}
