internal import Glibc
internal import LazyJSON
internal import Synchronization

/// Reads a file with random access in chunks of whole lines, on several threads. The end of a chunk
/// is found before the rest of it is read, so that another thread can start with the next chunk
/// meanwhile:
///
///     {"n":1}␊{"n":2}␊{"n":3}␊{"n":4,"long":""}␊{"n":5}␊
///     |     body    |tail|
///                         |     body    | tail ...
final class RangeReader {
  private let file: InputFile
  /// The limit for the length of a line.
  private let maxLine: LineLimit
  private let next = Mutex(Next())

  private struct Next {
    var body = 0..<InputFile.several
    var isAtEnd = false
  }

  private static let large = 1 << 19
  private static let longTail = 1 << 15
  /// Bytes read at a time to find a line end, at first and at most. Bytes behind the line end are
  /// read twice.
  private static let steps = 1 << 12...1 << 14

  init(_ file: InputFile, maxLine: LineLimit) {
    self.file = file
    self.maxLine = maxLine
  }

  /// The name of the file in messages.
  var name: String { file.name }

  /// To be called when all of the file has been read; throws if it has changed meanwhile.
  func end() throws(RunError) { try file.end() }

  /// Finds the end of the next chunk, and reads its tail into an empty document, behind space for
  /// its body. Returns the range of the body in the file, or nil at the end. `note` is called by
  /// one thread at a time, in the order of the chunks; its argument tells whether this is the last
  /// one.
  func claim(
    into document: Document, noting note: (_ isLast: Bool) -> Void
  ) throws(RunError) -> Range<Int>? {
    try next.withLock { (next) throws(RunError) in
      defer { note(next.isAtEnd) }
      if next.isAtEnd { return nil }
      next.isAtEnd = true  // also when this throws
      let body = next.body
      // Enough for most tails; growing further might move the text.
      _ = document.reserveText(body.count + body.count / 2)
      document.extendText(by: body.count)
      if let end = try findLineEnd(document, body) {
        let size = end - body.upperBound > Self.longTail ? Self.large : InputFile.several
        next = Next(body: end..<end + size)
      } else {
        document.noteFileEnd()
      }
      return body
    }
  }

  /// Reads the body of a chunk. For several threads at a time.
  func read(_ body: Range<Int>, into document: Document) throws(RunError) {
    var count = 0
    while count < body.count {
      let space = document.text(in: count..<body.count)
      let more = try file.read(into: space, at: body.lowerBound + count)
      if more == 0 { break }
      count += more
    }
    if count < body.count {
      if document.text.count > body.count { throw file.changed }
      document.truncateText(to: count)
    }
    if body.lowerBound == 0 { document.dropByteOrderMark() }
  }

  /// Appends the text from the end of the body to the next line end. Returns the offset behind
  /// that; nil if the file ends before.
  private func findLineEnd(_ document: Document, _ body: Range<Int>) throws(RunError) -> Int? {
    var offset = body.upperBound
    var step = Self.steps.lowerBound
    while true {
      let old = document.text.count
      if old - body.count > maxLine.bytes {
        throw RunError.longLine(try lineEnds(in: body, document), limit: maxLine)
      }
      guard let start = document.tryReserveText(step) else {
        throw RunError.refusedMemory(try lineEnds(in: body, document), old)
      }
      let space = UnsafeMutableRawBufferPointer(start: start, count: step)
      let count = try file.read(into: space, at: offset)
      if count == 0 { return nil }
      document.extendText(by: count)
      if let length = Bytes(rebasing: document.text[old...]).firstLine {
        document.truncateText(to: old + length)
        return offset + length
      }
      offset += count
      step = min(2 * step, Self.steps.upperBound)
    }
  }

  /// The number of line ends in a body, which is read to count them.
  private func lineEnds(in body: Range<Int>, _ document: Document) throws(RunError) -> Int {
    try read(body, into: document)
    return document.text.prefix(body.count).count { $0 == 0x0A }
  }
}
