internal import BatchModel
internal import LazyJSON

/// Reports what a script changes: compares each record as it was read with what is written for it.
final class RecordDifferences {
  private let idPaths: [[String]]
  private let tell: @Sendable (Difference) -> Void
  /// Whether no row has been written yet, so that the next one comes with the header.
  private var isAtStart = true

  init(_ profile: Profile, _ tell: @escaping @Sendable (Difference) -> Void) {
    idPaths = profile.shape.idPaths
    self.tell = tell
  }

  /// Compares a line with its output in the sink, and reports the differences. To be called before
  /// the sink commits the output.
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
    // Of several lines, the unchanged one is the record, or else the first; the others are added.
    let same = lines.firstIndex(of: old)
    let new = lines.remove(at: same ?? 0)
    if same == nil {
      let members = Self.members(old, new)
      if !members.isEmpty { tell(difference(.changed, id: id, members)) }
    }
    for line in lines { tell(difference(.added, id: Self.id(line, idPaths))) }
  }

  /// Reports lines that were written outside of records as added. To be called before the sink
  /// commits them.
  func tellAdded(_ sink: CheckedLines) {
    for line in lines(of: sink) {
      tell(
        Difference(kind: .added, id: Self.id(line, idPaths), old: nil, new: nil, members: []))
    }
  }

  /// The lines that the sink has not committed yet. Rows and texts may contain line ends; they
  /// count as one line.
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

  /// The differing members; for lines that are not JSON, such as rows, the whole line.
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
