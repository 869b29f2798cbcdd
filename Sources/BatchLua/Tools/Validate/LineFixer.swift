internal import BatchModel
internal import LazyJSON

/// Writes lines that were mended: each on a line of its own, with ids that are used once.
final class LineFixer {
  private let output: ToolOutput
  private let map: ToolOutput?
  private let shape: Shape
  /// Bytes of the lines.
  private(set) var bytes = 0
  /// The last number that was put behind an id.
  private var suffixes: [Hash128: Int] = [:]
  private var line = ByteBuffer()

  init(_ path: Path, map: Path?, shape: Shape) throws(RunError) {
    output = try ToolOutput(path)
    self.map = try map.map { (path) throws(RunError) in try ToolOutput(path) }
    self.shape = shape
  }

  /// Writes a line as it is.
  func keep(_ line: Bytes) throws(RunError) {
    try output.append(line: line)
    bytes += line.count + 1
  }

  /// Writes a line with what was changed in it.
  func write(_ line: Line, in document: Document) throws(RunError) {
    self.line.count = 0
    do throws(EncodeError) {
      try document.splice(
        line: line, into: &self.line, foreign: SerializedForeignEncoder(document))
    } catch {
      throw RunError(.record, "\(error.text)")
    }
    try keep(self.line.elements)
  }

  /// Gives a record another id: the old one with the first suffix that is new, "-2", "-3", ….
  /// False when the id stands where it cannot be changed.
  func rename(
    _ old: String, _ line: ScannedLine, isNew: (Bytes) -> Bool
  ) throws(RunError) -> Bool {
    guard let place = idPlace(line.root, line.document) else { return false }
    var key = place.key
    var name = old
    let hash = name.withUTF8 { Hash128($0) }
    var number = suffixes[hash] ?? 1
    var new: String
    repeat {
      number += 1
      new = "\(old)-\(number)"
    } while !new.withUTF8(isNew)
    suffixes[hash] = number
    do {
      try key.withUTF8 { key in
        _ = try new.withUTF8 { new in
          try line.document.setMember(place.object, apart: key, .string(new))
        }
      }
    } catch {
      throw RunError(.record, MemoryRefusal.message(for: "a line that is mended"))
    }
    let report = Report.object([
      ("file", .string(line.file.description)), ("line", .integer(line.number)),
      ("old", .string(old)), ("new", .string(new)),
    ])
    try map?.append { (buffer: inout ByteBuffer) in buffer.appendText(report.line) }
    return true
  }

  /// The object and the key that hold the id of a line.
  private func idPlace(_ root: UInt32, _ document: Document) -> (object: UInt32, key: String)? {
    for path in shape.idPaths {
      var place: UInt32? = root
      for key in path.dropLast() {
        guard let object = place, case .object(let inner) = document.member(object, named: key)
        else {
          place = nil
          break
        }
        place = inner
      }
      if let place, let key = path.last, case .string = document.member(place, named: key) {
        return (place, key)
      }
    }
    return nil
  }

  /// Puts the files in place; returns warnings.
  func commit() throws(RunError) -> [MessageText] {
    try ToolOutput.commit([output] + (map.map { [$0] } ?? []))
  }
}
