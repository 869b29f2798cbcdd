internal import Glibc
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

  /// Indexes the text, once after `clear`, as lines of JSON: `lines` gets an entry for each line
  /// that is not blank, with the syntax error of an invalid one. Throws `tooLong` or out of memory.
  package func indexLines(with indexer: borrowing Indexer) throws(SyntaxError) {
    try index(with: indexer, lines: true)
  }

  /// Copies the lines from number `index` on to an empty document, and indexes them there. Throws
  /// if out of memory.
  package func copyLines(
    from index: Int, into other: Document, with indexer: borrowing Indexer
  ) throws(SyntaxError) {
    let start = Int(lines[index].start)
    let count = text.count - start
    other.reserveText(count).update(from: storage.pointee.text.base + start, count: count)
    other.extendText(by: count)
    copyLineNumbers(from: index, to: other)
    copyOriginals(from: lines[index].start, to: other)
    try other.indexLines(with: indexer)
  }

  /// Replaces the text by `json`, which must not be memory of this document, and indexes it as one
  /// value, node 0.
  package func load(_ json: Bytes, with indexer: borrowing Indexer) throws(SyntaxError) {
    clear()
    if json.count > 0 {
      reserveText(json.count).update(from: json.baseAddress!, count: json.count)
      extendText(by: json.count)
    }
    try index(with: indexer, lines: false)
    if let problem = lines[0].problem { throw problem }
  }

  /// Replaces the text by that of a value of another document, and copies its nodes. False, without
  /// effect, if a container in the value is expanded.
  package func load(copyOf number: UInt32, from other: Document) -> Bool {
    if other.hasExpanded(number) { return false }
    clear()
    let text = other.bytes(of: number)
    if let start = text.baseAddress {
      reserveText(text.count).update(from: start, count: text.count)
      extendText(by: text.count)
    }
    endText()
    storage.pointee.isLines = false
    storage.pointee.tables.copy(number, of: other.storage.pointee.tables)
    return true
  }

  /// Whether a container in a value is expanded, because it was changed or iterated over.
  func hasExpanded(_ number: UInt32) -> Bool {
    let nodes = storage.pointee.tables.nodes
    return (number..<nodes[Int(number)].next).contains { nodes[Int($0)].isExpanded }
  }

  /// Writes the padding behind the text.
  private func endText() { memset(reserveText(0), 0, Indexer.padding) }

  private func index(with indexer: borrowing Indexer, lines: Bool) throws(SyntaxError) {
    try index(with: indexer.unowned, lines: lines)
  }

  func index(with parser: OpaquePointer, lines: Bool) throws(SyntaxError) {
    storage.pointee.isLines = lines
    endText()
    try Indexer.index(
      with: parser, storage.pointee.text.base, length: storage.pointee.text.count, lines: lines,
      into: &storage.pointee.tables)
    if storage.pointee.lineNumbers.count > 0 {
      storage.pointee.tables.move(
        to: storage.pointee.lineNumbers.base, until: storage.pointee.lineNumbersEnd)
    }
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
