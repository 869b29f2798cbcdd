internal import BatchModel
internal import LazyJSON

/// Writes fixed lines, with unique ids. From the first line with a duplicate id on, lines wait in a
/// temporary file until all ids are known, as a new id must differ from all of them.
final class LineFixer {
  private let output: ToolOutput
  private let map: ToolOutput?
  private let ids: IDReader
  /// Bytes of the lines.
  private(set) var bytes = 0
  private var waiting: LineSpool?
  private var line = ByteBuffer()
  private let scratch = ScratchDocument()
  private let indexer = Indexer()

  init(_ path: Path, map: Path?, _ profile: Profile) throws(RunError) {
    output = try ToolOutput(path)
    self.map = try map.map { (path) throws(RunError) in try ToolOutput(path) }
    ids = IDReader(profile)
  }

  /// Writes a line as it is, but for a carriage return that ends it.
  func keep(_ line: Bytes) throws(RunError) {
    let isReturned = line.last == UInt8(ascii: "\r")
    try keep(isReturned ? Bytes(rebasing: line.dropLast()) : line, number: 0)
  }

  private func keep(_ line: Bytes, number: UInt32) throws(RunError) {
    if number > 0 && waiting == nil { waiting = try LineSpool() }
    if let waiting { return try waiting.append(line, number: Int(number)) }
    try append(line)
  }

  private func append(_ line: Bytes) throws(RunError) {
    try output.append(line: line)
    bytes += line.count + 1
  }

  /// Writes a line with its edits. `repeated` is the number of a line with a duplicate id, which
  /// gets another one in `finish`; 0 for other lines.
  func write(_ line: Line, in document: Document, repeated: UInt32) throws(RunError) {
    try splice(line, of: document)
    try keep(self.line.elements, number: repeated)
  }

  private func splice(_ line: Line, of document: Document) throws(RunError) {
    self.line.count = 0
    do throws(EncodeError) {
      try document.spliceSerialized(line: line, into: &self.line)
    } catch {
      throw RunError(.record, "\(error.text)")
    }
  }

  /// Writes the lines that wait, now that all ids are known. `isTaken` tells whether any line has
  /// an id. `tell` is called with each new id and the number of its line, and must add the id to
  /// those that are taken.
  func finish(
    _ isTaken: (Bytes) -> Bool, _ tell: (Bytes, UInt32) throws(RunError) -> IDLocation
  ) throws(RunError) {
    try waiting?.forEach { (line, number) throws(RunError) in
      if number == 0 { return try append(line) }
      try rename(line, UInt32(truncatingIfNeeded: number), isTaken, tell)
    }
    waiting = nil
  }

  /// The position of a line.
  typealias IDLocation = (file: Path, line: Int)

  private func rename(
    _ text: Bytes, _ number: UInt32, _ isTaken: (Bytes) -> Bool,
    _ tell: (Bytes, UInt32) throws(RunError) -> IDLocation
  ) throws(RunError) {
    let document = scratch.document
    do {
      try document.load(text, with: indexer)
      var id = ByteBuffer()
      guard ids.read(0, of: document, into: &id) else { return try append(text) }
      let old = id.elements.string
      NumberedID.append(to: &id, isTaken)
      try ids.set(id.elements, of: 0, in: document)
      let location = try tell(id.elements, number)
      let report = Report.object([
        ("file", .string(location.file.description)), ("line", .integer(location.line)),
        ("old", .string(old)), ("new", .string(id.elements.string)),
      ])
      try map?.append { (buffer: inout ByteBuffer) in buffer.appendText(report.line) }
    } catch let error as RunError {
      throw error
    } catch {
      throw RunError(.record, MemoryRefusal.message(for: "a line that is mended"))
    }
    try splice(document.lines[0], of: document)
    try append(line.elements)
  }

  /// Commits the files; returns warnings.
  func commit() throws(RunError) -> [MessageText] {
    try ToolOutput.commit([output] + (map.map { [$0] } ?? []))
  }
}
