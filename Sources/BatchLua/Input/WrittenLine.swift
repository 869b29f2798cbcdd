/// A line that a script wrote.
struct WrittenLine: BitwiseCopyable {
  let source: Source
  let type: ObjectType

  enum Source: BitwiseCopyable {
    /// A range of the chunk's `text`, without the line end.
    case text(start: Int, count: Int)
    /// The index of a line in the chunk's document.
    case line(Int)
  }
}
