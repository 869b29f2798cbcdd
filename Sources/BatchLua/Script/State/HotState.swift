internal import LazyJSON

extension ScriptState {
  /// State that is accessed for each field that is read. Allocated apart from the class, which
  /// would check each access for exclusivity.
  struct HotState: ~Copyable {
    /// Texts for Lua that are not in a document; see `scratchText`.
    var scratch = ByteBuffer()
    var scratchPath = ByteBuffer()
    var scratchName = ByteBuffer()
    /// The text of a value that is copied.
    var copied = ByteBuffer()
    /// The key and the object of the last lookup that failed, for hints in messages.
    var missKey = MissedKey(Bytes(start: nil, count: 0))
    var missDocument: UnsafeMutableRawPointer?
    var missNode: UInt32 = 0
    /// The array and the index of the last null element that was read, for messages.
    var nullDocument: UnsafeMutableRawPointer?
    var nullNode: UInt32 = 0
    var nullIndex = 0
    /// The object of the last `next`, and the index of the member that it returned.
    var walkDocument: UnsafeMutableRawPointer?
    var walkNode: UInt32 = 0
    var walkIndex = 0
    /// The document of the chunk whose records are written later, and the nodes of the current
    /// record.
    var chunk: UnsafeMutableRawPointer?
    var recordNodes: Range<UInt32> = 0..<0
    /// Whether Lua values (`new`), or values from other records (`moved`), were assigned since the
    /// record began.
    var hasNewValues = false
    var hasMovedValues = false
    /// Whether the script has called functions with effects or returned records since then.
    var hasActed = false
    var isStopped = false
    /// Whether there are documents of the host's values, which scripts cannot change.
    var hasUnchangeable = false
  }
}
