internal import BatchModel
internal import LazyJSON

/// A line of a document, and the origin of the document.
typealias RecordPosition = (document: Document, line: Line, origin: Origin)

extension InputPosition {
  /// The position of a record, for messages. Without the id, nothing is decoded.
  init(_ position: RecordPosition, _ shape: Shape, withID: Bool = true) {
    let (document, line, origin) = position
    let hasID = withID && line.problem == nil
    file = origin.file.description
    self.line = origin.firstLine + Int(line.number)
    customID =
      hasID
      ? shape.idPaths.lazy.compactMap { document.originalString(line.root, $0) }.first : nil
    excerpt = Diagnostic.excerpt(document.original(of: line))
  }

  /// "in.jsonl:12: "
  var heading: MessageText { "\(file):\(line): " }
}
