internal import BatchModel
internal import LazyJSON

/// Tells what a script makes of records: each as it was read, and as it is written.
final class RecordDifferences {
  private let idPaths: [[String]]
  private let tell: @Sendable (Difference) -> Void
  /// Whether the next row stands below a header.
  private var isAtStart = true

  init(_ profile: Profile?, _ tell: @escaping @Sendable (Difference) -> Void) {
    idPaths = profile?.shape.idPaths ?? []
    self.tell = tell
  }

  /// Compares a line with its output in the sink, before the sink commits it.
  func tell(_ line: Line, of document: Document, _ origin: Origin, as sink: CheckedLines) {
    let old = Array(document.original(of: line))
    let id = idPaths.lazy.compactMap { document.originalString(line.root, $0) }.first
    let position = Difference.Position(
      file: origin.file.description, line: origin.firstLine + Int(line.number))
    var lines = lines(of: sink)
    func difference(
      _ kind: Difference.Kind, id: String?, _ members: [Difference.Member] = []
    ) -> Difference {
      Difference(kind: kind, id: id, old: position, new: nil, members: members)
    }
    if lines.isEmpty { return tell(difference(.removed, id: id)) }
    // Of several lines, the one that did not change, or else the first, is what became of the
    // record.
    let same = lines.firstIndex(of: old)
    let new = lines.remove(at: same ?? 0)
    if same == nil {
      let members = Self.members(old, new)
      if !members.isEmpty { tell(difference(.changed, id: id, members)) }
    }
    for line in lines { tell(difference(.added, id: Self.id(line, idPaths))) }
  }

  /// Tells what is written that no record is the reason for.
  func tellAdded(_ sink: CheckedLines) {
    for line in lines(of: sink) {
      tell(
        Difference(kind: .added, id: Self.id(line, idPaths), old: nil, new: nil, members: []))
    }
  }

  /// What was made of the record: rows and texts may have line ends, and are one.
  private func lines(of sink: CheckedLines) -> [[UInt8]] {
    let text = sink.pendingLines
    if sink.form == .same || sink.form == .json {
      return text.split(separator: 0x0A).map { Array($0) }
    }
    var whole = Array(text.dropLast())
    if sink.form == .csv && !whole.isEmpty && isAtStart {
      whole.removeSubrange(...(whole.firstIndex(of: 0x0A) ?? whole.endIndex - 1))
      isAtStart = false
    }
    return whole.isEmpty ? [] : [whole]
  }

  /// Of a line that is no JSON, such as a row, the whole.
  private static func members(_ old: [UInt8], _ new: [UInt8]) -> [Difference.Member] {
    if let members = Difference.members(old: old, new: new) { return members }
    return [
      Difference.Member(
        path: "", old: String(decoding: old, as: UTF8.self),
        new: String(decoding: new, as: UTF8.self))
    ]
  }

  private static func id(_ line: [UInt8], _ paths: [[String]]) -> String? {
    let document = Document.create()
    defer { document.destroy() }
    return line.withUnsafeBufferPointer { bytes in
      guard (try? document.load(bytes, with: Indexer())) != nil else { return nil }
      return paths.lazy.compactMap { document.originalString(0, $0) }.first
    }
  }
}
