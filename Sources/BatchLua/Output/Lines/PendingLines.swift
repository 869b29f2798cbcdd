internal import LazyJSON

/// Lines that a script wrote while it processed a chunk, to be checked and written with the chunk.
/// The lines of a record are committed or rolled back together.
final class PendingLines {
  private let storage = Detached(State())
  @inline(__always)
  private var state: UnsafeMutablePointer<State> { storage.pointer }

  private struct State: ~Copyable {
    var text = ByteBuffer()
    var lines = Table<WrittenLine>()
    /// The end of the committed lines; those of the current record follow.
    var committed = Mark()
  }

  struct Mark: BitwiseCopyable {
    fileprivate var bytes = 0
    fileprivate var lines = 0
  }

  /// Appends the text that `encode` writes, and returns it; valid until the next call.
  @discardableResult
  func append(
    _ type: ObjectType, _ encode: (inout ByteBuffer) throws(EncodeError) -> Void
  ) throws(EncodeError) -> Bytes {
    let start = state.pointee.text.count
    do throws(EncodeError) {
      try encode(&state.pointee.text)
      let count = state.pointee.text.count - state.pointee.committed.bytes
      if !isEmpty && count > ByteBuffer.longestRecord { throw EncodeError.longRecord }
    } catch {
      // A script may continue after the error, so the line is removed.
      state.pointee.text.count = start
      throw error
    }
    let count = state.pointee.text.count - start
    state.pointee.lines.append(WrittenLine(source: .text(start: start, count: count), type: type))
    return Bytes(rebasing: state.pointee.text.elements[start...])
  }

  /// Appends a line of the chunk's document. Lua values in it must have been serialized.
  func append(line number: Int, _ type: ObjectType) {
    state.pointee.lines.append(WrittenLine(source: .line(number), type: type))
  }

  /// Whether the current record has no lines so far.
  @inline(__always)
  var isEmpty: Bool { state.pointee.lines.count == state.pointee.committed.lines }
  /// The number of bytes of text.
  @inline(__always)
  var size: Int { state.pointee.text.count }

  var end: Mark { Mark(bytes: state.pointee.text.count, lines: state.pointee.lines.count) }

  /// Removes everything behind a mark.
  func cut(to mark: Mark) {
    state.pointee.text.count = mark.bytes
    state.pointee.lines.count = mark.lines
  }

  /// Commits the lines of the current record; returns their indices.
  func commit() -> Range<Int> {
    let first = state.pointee.committed.lines
    state.pointee.committed = end
    return first..<state.pointee.committed.lines
  }

  func rollback() { cut(to: state.pointee.committed) }

  /// Moves the committed lines to the chunk. To be called between records.
  func hand(to chunk: Chunk) {
    swap(&state.pointee.text, &chunk.text)
    swap(&state.pointee.lines, &chunk.lines)
    state.pointee.committed = Mark()
  }
}
