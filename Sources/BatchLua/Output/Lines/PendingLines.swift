internal import LazyJSON

/// Lines that a script wrote while it processed a chunk, to be checked and written with the chunk.
/// The lines of a record are committed or rolled back together.
final class PendingLines {
  /// In memory of its own: it is touched for each record, and a class would check each access.
  private let state: UnsafeMutablePointer<State>

  private struct State: ~Copyable {
    var text = ByteBuffer()
    var lines = Table<WrittenLine>()
    /// Behind it are the lines of the current record.
    var kept = Mark()
  }

  struct Mark: BitwiseCopyable {
    fileprivate var bytes = 0
    fileprivate var lines = 0
  }

  init() {
    state = .allocate(capacity: 1)
    state.initialize(to: State())
  }

  deinit {
    state.deinitialize(count: 1)
    state.deallocate()
  }

  /// Appends the text that `encode` writes, and gives it; valid until the next is appended.
  @discardableResult
  func append(
    _ type: ObjectType, _ encode: (inout ByteBuffer) throws(EncodeError) -> Void
  ) throws(EncodeError) -> Bytes {
    let start = state.pointee.text.count
    do throws(EncodeError) {
      try encode(&state.pointee.text)
      let count = state.pointee.text.count - state.pointee.kept.bytes
      if !isEmpty && count > ByteBuffer.longestRecord { throw EncodeError.longRecord }
    } catch {
      // A script may go on after the error: nothing of the line stays.
      state.pointee.text.count = start
      throw error
    }
    let count = state.pointee.text.count - start
    state.pointee.lines.append(WrittenLine(source: .text(start: start, count: count), type: type))
    return Bytes(rebasing: state.pointee.text.elements[start...])
  }

  /// Appends a line of the chunk's document, whose Lua values have been serialized.
  func append(line number: Int, _ type: ObjectType) {
    state.pointee.lines.append(WrittenLine(source: .line(number), type: type))
  }

  /// Whether the current record has no lines so far.
  @inline(__always)
  var isEmpty: Bool { state.pointee.lines.count == state.pointee.kept.lines }
  /// Bytes of text.
  @inline(__always)
  var size: Int { state.pointee.text.count }

  var end: Mark { Mark(bytes: state.pointee.text.count, lines: state.pointee.lines.count) }

  /// Takes back what is behind a place.
  func cut(to mark: Mark) {
    state.pointee.text.count = mark.bytes
    state.pointee.lines.count = mark.lines
  }

  /// Commits the lines of the current record; returns their numbers.
  func commit() -> Range<Int> {
    let first = state.pointee.kept.lines
    state.pointee.kept = end
    return first..<state.pointee.kept.lines
  }

  func rollback() { cut(to: state.pointee.kept) }

  /// Hands the committed lines to the chunk. To be called between records.
  func hand(to chunk: Chunk) {
    swap(&state.pointee.text, &chunk.text)
    swap(&state.pointee.lines, &chunk.lines)
    state.pointee.kept = Mark()
  }
}
