internal import LazyJSON

extension ScriptState {
  /// Accessed for each field that is read: outside of the class, so that exclusivity is not
  /// checked.
  struct HotState: ~Copyable {
    /// Bytes that are passed to Lua and are not in a document.
    var scratch = ByteBuffer()
    var scratchPath = ByteBuffer()
    var scratchName = ByteBuffer()
    /// The text of a value that is copied.
    var copied = ByteBuffer()
    /// The last look-up that failed, for "did you mean": its key and object.
    var missKey = MissedKey(Bytes(start: nil, count: 0))
    var missDocument: UnsafeMutableRawPointer?
    var missNode: UInt32 = 0
    /// The array of the last null element that was read, and its 0-based index there, for messages.
    var nullDocument: UnsafeMutableRawPointer?
    var nullNode: UInt32 = 0
    var nullIndex = 0
    /// Where the last step of a walk over an object ended.
    var walkDocument: UnsafeMutableRawPointer?
    var walkNode: UInt32 = 0
    var walkIndex = 0
    /// The document of the records being processed, while what the script makes of them is
    /// written later; and the nodes of the current one.
    var chunk: UnsafeMutableRawPointer?
    var recordNodes: Range<UInt32> = 0..<0
    /// Whether Lua values, or values from elsewhere in a document, were assigned since the record
    /// began.
    var hasNewValues = false
    var hasMovedValues = false
    /// Whether the script has called the host's functions or returned records since then.
    var hasActed = false
    var isStopped = false
    /// Whether there are documents that no script changes.
    var hasUnchangeable = false
  }
}
