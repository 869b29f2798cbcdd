/// Lines that are copies of others in the same document: they stand behind those that were read,
/// with nodes of their own over the same text, so that edits of one do not show in another.
struct LineCopies: ~Copyable {
  var list = Table<Copy>()
  /// How many of them were to be written.
  var returned = 0

  struct Copy: BitwiseCopyable {
    /// The number of the line that was read.
    let source: UInt32
    var isWaiting = false
    /// What the embedding program orders it by.
    let order: UInt64
  }

  mutating func clear() {
    list.shrink(to: 1 << 12)
    returned = 0
  }
}
