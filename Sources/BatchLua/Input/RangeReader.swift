internal import Glibc
internal import LazyJSON
internal import Synchronization

/// Reads a file that can be read at several places at a time, in chunks of whole lines. Where a
/// chunk ends is found before the rest of it is read, so that another thread can go on behind it
/// meanwhile:
///
///     {"n":1}␊{"n":2}␊{"n":3}␊{"n":4,"long":""}␊{"n":5}␊
///     |     body    |tail|
///                         |     body    | tail ...
final class RangeReader {
  private let file: InputFile
  /// How long a line may be.
  private let maxLine: LineLimit
  private let next = Mutex(Next())

  private struct Next {
    var body = 0..<InputFile.several
    var isAtEnd = false
  }

  private static let large = 1 << 19
  private static let longTail = 1 << 15
  /// Bytes that are read at a time to find a line end, at first and at most: what is behind it is
  /// read twice.
  private static let steps = 1 << 12...1 << 14

  init(_ file: InputFile, maxLine: LineLimit) {
    self.file = file
    self.maxLine = maxLine
  }

  /// What messages call the file.
  var name: String { file.name }

  /// To be called when all of the file has been read; throws when it is not as it was.
  func end() throws(RunError) { try file.end() }

  /// Finds where the next chunk ends, and puts its tail into an empty document, behind room for its
  /// body. Returns where that is in the file; nil when the file has ended. `note` is called for one
  /// thread at a time, in the order of the file: whether this is the last chunk.
  func claim(
    into document: Document, noting note: (_ isLast: Bool) -> Void
  ) throws(RunError) -> Range<Int>? {
    try next.withLock { (next) throws(RunError) in
      defer { note(next.isAtEnd) }
      if next.isAtEnd { return nil }
      next.isAtEnd = true  // also when this throws
      let body = next.body
      // Enough for most tails: text that grows may have to move.
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

  /// Fills in the body of a chunk. For several threads at a time.
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

  /// Appends the text from a place on to the next line end. Returns the place behind that; nil when
  /// the file ends before.
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

  /// How many lines end in a body, which is read for that.
  private func lineEnds(in body: Range<Int>, _ document: Document) throws(RunError) -> Int {
    try read(body, into: document)
    return document.text.prefix(body.count).count { $0 == 0x0A }
  }
}
