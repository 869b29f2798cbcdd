/// A line that a script wrote.
struct WrittenLine: BitwiseCopyable {
  let source: Source
  let type: ObjectType

  enum Source: BitwiseCopyable {
    /// A text without line end, among those of the chunk.
    case text(start: Int, count: Int)
    /// A line of the chunk's document.
    case line(Int)
  }
}
