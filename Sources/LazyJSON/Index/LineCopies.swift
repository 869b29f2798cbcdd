/// Lines that are copies of others in the same document. They follow those that were read, and have
/// nodes of their own over the same text, so that each can be edited on its own.
struct LineCopies: ~Copyable {
  var list = Table<Copy>()
  /// The number of copies that were returned to be written.
  var returned = 0

  struct Copy: BitwiseCopyable {
    /// The number of the line that was read.
    let source: UInt32
    var isWaiting = false
    /// The sort key of the embedding program.
    let order: UInt64
  }

  mutating func clear() {
    list.shrink(to: 1 << 12)
    returned = 0
  }
}
