internal import LazyJSON

/// Numbers the lines of all inputs, so that the position of a line can be found later. For one
/// thread at a time.
final class InputLines {
  private let current = Detached<UInt32>(0)
  /// The files so far, and the number of lines before each.
  private var files: [(file: Path, before: Int)] = []
  private var end = 0
  private var chunk = -1

  /// Adds the lines of a chunk, or of the rest of one. Returns the difference between the number of
  /// a line here and in its document.
  func enter(_ chunk: Chunk) -> UInt32 {
    enter(chunk.origin, chunk: chunk.number, lines: chunk.document.physicalLines)
  }

  /// Adds the lines of chunk `number`, or of a part of it.
  func enter(_ origin: Origin, chunk number: Int, lines: Int) -> UInt32 {
    let isNext = origin.firstLine == 1 && number != chunk
    if isNext || files.last?.file != origin.file { files.append((origin.file, end)) }
    chunk = number
    let before = (files.last?.before ?? 0) + origin.firstLine - 1
    end = max(end, before + lines)
    return UInt32(truncatingIfNeeded: before + 1)
  }

  /// The number of the line whose record is being written, from 1; 0 if there is none.
  @inline(__always)
  var line: UInt32 {
    get { current.pointer.pointee }
    set { current.pointer.pointee = newValue }
  }

  /// "in.jsonl:12"; nil for 0.
  func text(of line: UInt32) -> String? {
    guard line > 0, let start = files.last(where: { $0.before < Int(line) }) else { return nil }
    return "\(start.file):\(Int(line) - start.before)"
  }
}
