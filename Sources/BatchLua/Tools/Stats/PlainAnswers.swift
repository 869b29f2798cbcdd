internal import BatchModel
internal import LazyJSON

/// The plain answers of a chunk, reading which is most of the work with results.
final class PlainAnswers: ChunkLook, @unchecked Sendable {
  /// Of the lines of the chunk, in order; nil for what is not a plain result of the profile's
  /// shape.
  private(set) var answers: [PlainAnswer?] = []
  private let keys: RecordKeys

  init(_ shape: Shape) { keys = RecordKeys.of(shape) }

  func look(at document: Document) {
    answers.removeAll(keepingCapacity: true)
    for line in document.lines { answers.append(answer(of: line, document)) }
  }

  private func answer(of line: Line, _ document: Document) -> PlainAnswer? {
    guard line.isValid, document.isObject(line.root),
      case .result = keys.kind(of: keys.members(of: line.root, in: document, line: line))
    else { return nil }
    return PlainAnswer(of: line.root, in: document)
  }
}
