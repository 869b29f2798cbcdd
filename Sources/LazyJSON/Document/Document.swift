internal import Synchronization

/// The owner of some JSON text, its node table and the edits made to it: a chunk of lines, or one
/// text. A value is a document and a node number.
///
/// This is an unowned handle: copying it costs nothing and does not extend its life. The caller of
/// `create()` must call `destroy()`. For one thread at a time; it may be passed to another one.
package struct Document: @unchecked Sendable {
  let storage: UnsafeMutablePointer<Storage>

  struct Storage: ~Copyable {
    var text = Table<UInt8>()
    var tables = NodeTables()
    var containers = Table<Container>()
    var entries = Table<Entry>()
    var copies = LineCopies()
    /// Node numbers of the containers that differ from their bytes, ascending.
    var changed = Table<UInt32>()
    /// The index in `changed` where the last search ended.
    var lastChanged = 0
    /// The indexes of containers by key.
    var slots = Table<UInt32>()
    /// Strings and keys that edits brought in.
    var texts = Table<UInt8>()
    /// The size of `texts` at which dead texts are dropped.
    var manyTexts = Document.fewTexts
    /// Decoded text of the last string or key that had escapes.
    var scratch = Table<UInt8>()
    /// A copy of an edit's arguments that were borrowed from `texts` or `scratch`.
    var held = Table<UInt8>()
    /// Foreign values that are serialized for another thread.
    var foreigns = SerializedForeigns()
    /// The list that receives references to long ranges of the text, instead of copies in the
    /// output.
    var references: UnsafeMutablePointer<Table<TextReference>>?
    /// Whether another thread has the document.
    let isLent = Atomic(false)
    /// Called before waiting for that thread.
    var hurry: (() -> Void)?
    /// The line numbers in a file that is not JSON Lines; see `addLineNumber`.
    var lineNumbers = Table<UInt32>()
    var lineNumbersEnd: UInt32 = 0
    /// The bytes of such a file that the lines were made from.
    var originals = Originals()
    /// Whether the objects are rows of a table, which all have the same members.
    var isRows = false
    var isFileEnd = false
    /// The number of bytes that were removed before the text.
    var dropped = 0
    /// Whether the text was indexed as lines.
    var isLines = false
    /// The indexer for `restore`, while the document is compacted.
    var restorer: OpaquePointer?
    /// A number chosen by the user of the document.
    var tag: UInt32 = 0
    /// The budget that edits are charged to, and the bytes charged.
    var budget: Budget?
    var charged = 0
    /// The last element that was read of an array that is not expanded.
    var cursor = Cursor()
  }

  struct Cursor: BitwiseCopyable {
    var container: UInt32 = .max
    var index: Int = 0
    var node: UInt32 = 0
  }

  package static func create() -> Document {
    let storage = UnsafeMutablePointer<Storage>.allocate(capacity: 1)
    storage.initialize(to: Storage())
    return Document(storage: storage)
  }

  package func destroy() {
    storage.deinitialize(count: 1)
    storage.deallocate()
  }

  init(storage: UnsafeMutablePointer<Storage>) { self.storage = storage }

  /// A number for the user of the document, 0 at first.
  package var tag: UInt32 {
    get { storage.pointee.tag }
    nonmutating set { storage.pointee.tag = newValue }
  }

  /// The handle as a plain pointer, and back.
  package var address: UnsafeMutableRawPointer { UnsafeMutableRawPointer(storage) }
  package init(address: UnsafeMutableRawPointer) {
    storage = address.assumingMemoryBound(to: Storage.self)
  }

  /// Drops text, lines and edits. Retains memory for up to `limit` bytes of text.
  package func clear(limit: Int = 4 << 20) {
    uncount()
    storage.pointee.text.shrink(to: limit)
    storage.pointee.containers.shrink(to: limit >> 4)
    storage.pointee.entries.shrink(to: limit >> 2)
    storage.pointee.copies.clear()
    storage.pointee.changed.shrink(to: limit >> 4)
    storage.pointee.slots.shrink(to: limit >> 2)
    storage.pointee.texts.shrink(to: limit)
    storage.pointee.manyTexts = Self.fewTexts
    storage.pointee.scratch.shrink(to: limit)
    storage.pointee.held.shrink(to: limit)
    storage.pointee.foreigns.clear(limit: limit)
    storage.pointee.cursor = Cursor()
    storage.pointee.lineNumbers.shrink(to: limit >> 6)
    storage.pointee.originals.clear(limit: limit)
    storage.pointee.isRows = false
    storage.pointee.isFileEnd = false
    storage.pointee.dropped = 0
    storage.pointee.restorer = nil
    storage.pointee.hurry = nil
    storage.pointee.tables.clear(limit: limit)
  }

  /// Whether its memory for text is at most 16 KiB.
  package var isSmall: Bool { storage.pointee.text.capacity <= 1 << 14 }

  /// The memory of its larger tables in bytes, used or not.
  package var roomInBytes: Int {
    storage.pointee.text.room + storage.pointee.containers.room + storage.pointee.entries.room
      + storage.pointee.slots.room + storage.pointee.texts.room + storage.pointee.scratch.room
      + storage.pointee.held.room + storage.pointee.lineNumbers.room + storage.pointee.tables.room
  }

  package var lines: UnsafeBufferPointer<Line> { storage.pointee.tables.lines }
  package var physicalLines: Int { storage.pointee.tables.physicalLines }

  /// The number, among all lines of the text, of the first one with more than `limit` bytes.
  package func longLine(limit: Int) -> Int? {
    if text.count <= limit { return nil }
    return lines.first { Int($0.end - $0.start) > limit }.map { Int($0.number) }
  }

  /// The bytes of a line as they were read.
  package func bytes(of line: Line) -> Bytes {
    Bytes(
      start: storage.pointee.text.base + Int(line.start), count: Int(line.end - line.start))
  }

  @inline(__always)
  package func node(_ number: UInt32) -> Node { storage.pointee.tables.nodes[Int(number)] }

  /// All nodes as plain memory, each as `Node` lays it out.
  package var nodes: UnsafeRawPointer { UnsafeRawPointer(storage.pointee.tables.nodes) }

  /// The bytes of a value as they were read.
  @inline(__always)
  package func bytes(of number: UInt32) -> Bytes {
    let node = node(number)
    return Bytes(
      start: storage.pointee.text.base + Int(node.start), count: Int(node.end - node.start))
  }
}
