internal import LazyJSON
internal import LuaVM

/// Reads a file in chunks of whole lines.
final class LineReader: ChunkReader {
  /// The name of the file in messages.
  var name: String { file.name }
  private let file: InputFile
  /// The beginning of a line that ends in the next chunk.
  private var rest = ByteBuffer()
  private var isFirst = true
  /// Whether reading may block until another process writes.
  private var mayWait: Bool { file.size == nil }

  /// The limit for the length of a line.
  private let maxLine: LineLimit

  /// Bytes read at a time: few enough to be still in the cache when they are indexed and written.
  private let chunk: Int
  static let chunk = 1 << 18
  /// Bytes read at a time at the end of a long line, and the most of the next one that is copied.
  private static let step = 1 << 16

  /// For an input of less than a chunk, `chunk` is its size.
  init(_ file: InputFile, maxLine: LineLimit, chunk: Int = LineReader.chunk) {
    self.file = file
    self.maxLine = maxLine
    self.chunk = chunk
  }

  /// Opens a file, or standard input for "-".
  convenience init(_ path: Path, maxLine: LineLimit) throws(RunError) {
    self.init(try Self.open(path), maxLine: maxLine)
  }

  /// Opens a file; `vm` is the state of the script that reads it, if any.
  static func open(_ path: Path, for vm: VM? = nil) throws(RunError) -> InputFile {
    try InputFile(path, content: "a file of JSON Lines", for: vm)
  }

  /// Fills an empty document with the next whole lines; false at the end of the file. Throws if a
  /// line is too long; the error has no position, and concerns the first line of the document.
  func next(into document: Document) throws(RunError) -> Bool {
    let carried = rest.count
    if carried > 0 {
      document.reserveText(carried).update(from: rest.base, count: carried)
      document.extendText(by: carried)
      rest.count = 0
    }
    while true {
      let space = try reserve(chunk, in: document)
      let count = try file.read(
        into: UnsafeMutableRawBufferPointer(start: space, count: chunk))
      if count == 0 { return document.text.count > 0 }
      document.extendText(by: count)
      if isFirst && document.text.count >= 3 {
        document.dropByteOrderMark()
        isFirst = false
      }
      let earlier = max(0, document.text.count - count)
      let fresh = Bytes(rebasing: document.text[earlier...]).wholeLines
      if fresh > 0 {
        let whole = try finishLongLine(document, earlier + fresh)
        rest.append(Bytes(rebasing: document.text[whole...]))
        document.truncateText(to: whole)
        isFirst = false
        return true
      }
      if document.text.count > maxLine.bytes { throw RunError.longLine(0, limit: maxLine) }
    }
  }

  private func reserve(
    _ count: Int, in document: Document
  ) throws(RunError) -> UnsafeMutablePointer<UInt8> {
    guard let space = document.tryReserveText(count) else {
      throw RunError.refusedMemory(0, document.text.count)
    }
    return space
  }

  /// If the text ends with a large part of a line, behind `whole` bytes of complete lines, reads
  /// until little has to be copied to the next document. Returns the new number of bytes of
  /// complete lines.
  private func finishLongLine(_ document: Document, _ whole: Int) throws(RunError) -> Int {
    var whole = whole
    while !mayWait && document.text.count - whole > Self.step
      && document.text.count - whole <= maxLine.bytes && document.text.count < LineReader.longest
    {
      let start = document.text.count
      guard let space = document.tryReserveText(Self.step) else { break }
      let count = try file.read(
        into: UnsafeMutableRawBufferPointer(start: space, count: Self.step))
      if count == 0 { break }
      document.extendText(by: count)
      let fresh = Bytes(rebasing: document.text[start...]).wholeLines
      if fresh > 0 { whole = start + fresh }
    }
    return whole
  }
}

extension LineReader {
  /// The most bytes of a line, whatever the options say: offsets in a text have 32 bits, and the
  /// text has the rest of the chunk and its line ends, too.
  static let longest = Int(UInt32.max) - 1 << 20

  /// The limit, reduced to what a document can hold.
  static func bounded(_ limit: LineLimit) -> LineLimit {
    LineLimit(bytes: min(limit.bytes, longest), names: limit.names)
  }
}

extension Document {
  /// Indexes the lines of the text. Returns an error that concerns all of them.
  func index(with indexer: borrowing Indexer, maxLine: LineLimit) -> RunError? {
    do throws(SyntaxError) {
      try indexLines(with: indexer)
      return longLine(limit: maxLine.bytes).map { RunError.longLine($0, limit: maxLine) }
    } catch {
      return RunError.unindexed(error)
    }
  }

  /// Removes a byte order mark at the beginning of a file.
  func dropByteOrderMark() {
    if text.starts(with: [0xEF, 0xBB, 0xBF]) { dropPrefix(3) }
  }
}
