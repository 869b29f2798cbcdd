internal import LazyJSON

/// The lines of all inputs under one numbering, to tell later where something came from. For one
/// thread at a time.
final class InputLines {
  /// The line whose record is being written, from 1; 0 when there is none. In memory of its own,
  /// for it is set for each record, and a class would check each access.
  private let current: UnsafeMutablePointer<UInt32>
  /// Each file that was entered, and how many lines there are before it.
  private var files: [(file: Path, before: Int)] = []
  private var end = 0
  private var chunk = -1

  init() {
    current = .allocate(capacity: 1)
    current.initialize(to: 0)
  }

  deinit { current.deallocate() }

  /// Enters a chunk, or the rest of one, whose lines come next. Returns the offset from the number
  /// of a line in its document.
  func enter(_ chunk: Chunk) -> UInt32 {
    enter(chunk.origin, chunk: chunk.number, lines: chunk.document.physicalLines)
  }

  /// The same for a chunk of this number, and with so many lines.
  func enter(_ origin: Origin, chunk number: Int, lines: Int) -> UInt32 {
    let isNext = origin.firstLine == 1 && number != chunk
    if isNext || files.last?.file != origin.file { files.append((origin.file, end)) }
    chunk = number
    let before = (files.last?.before ?? 0) + origin.firstLine - 1
    end = max(end, before + lines)
    return UInt32(truncatingIfNeeded: before + 1)
  }

  @inline(__always)
  var line: UInt32 {
    get { current.pointee }
    set { current.pointee = newValue }
  }

  /// "in.jsonl:12"; nil for no line.
  func text(of line: UInt32) -> String? {
    guard line > 0, let start = files.last(where: { $0.before < Int(line) }) else { return nil }
    return "\(start.file):\(Int(line) - start.before)"
  }
}
