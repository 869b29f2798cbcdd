internal import Glibc
internal import LazyJSON

/// Reads a file that can be read at several places at a time, in chunks of whole lines. The chunk of
/// a range begins behind the first line end in it, and goes on to the first one behind it: no chunk
/// waits for another, but each reads a little of what its neighbour reads.
///
///     {"n":1}␊{"n":2}␊{"n":3}␊{"n":4,"long":""}␊{"n":5}␊
///     |     1     |     2     |    3    |    4    |        ranges
///     1...............2.......3.................4........  chunks
final class RangeReader {
  private let file: InputFile
  /// Of the next range.
  private var start = 0
  private var size = RangeReader.small

  /// Bytes of a range: few enough that they are still near the core when they are indexed and
  /// written, and more where lines are so long that much would be read twice.
  static let small = 1 << 18
  private static let large = 1 << 19
  private static let longLine = 1 << 15
  /// Bytes that are read at a time to find a line end, at first and at most.
  private static let steps = 1 << 12...1 << 16

  init(_ file: InputFile) { self.file = file }

  /// What messages call the file.
  var name: String { file.name }

  /// The next range of the file. Like `finish` for one thread at a time.
  func take() -> Range<Int> {
    defer { start += size }
    return start..<start + size
  }

  /// Notes where the lines of a range end.
  func finish(_ range: Range<Int>, linesEndAt end: Int) {
    size = end - range.upperBound > Self.longLine ? Self.large : Self.small
    // A range that is in the line as a whole has no chunk.
    start = max(start, end - 1)
  }

  /// To be called when all of the file has been read; throws when it is not as it was.
  func end() throws(RunError) { try file.end() }

  /// Fills an empty document with the lines of a range, which may be none. Gives the place behind
  /// them; nil when the file ends with them. For several threads at a time.
  func read(_ range: Range<Int>, into document: Document) throws(RunError) -> Int? {
    var place = range.lowerBound
    // Enough for most lines that go on behind the range: text that grows may have to move.
    _ = document.reserveText(range.count + range.count / 2)
    if place > 0 {
      guard let first = try findLineEnd(document, &place, limit: range.upperBound) else {
        document.truncateText(to: 0)
        return place < range.upperBound ? nil : place
      }
      document.dropPrefix(first)
    }
    var isAtEnd = false
    while place < range.upperBound && !isAtEnd {
      isAtEnd = try !readSome(range.upperBound - place, document, &place)
    }
    if range.lowerBound == 0 { document.dropByteOrderMark() }
    if isAtEnd { return nil }
    guard let end = try findLineEnd(document, &place, limit: .max) else { return nil }
    defer { document.truncateText(to: end) }
    return place - (document.text.count - end)
  }

  /// Reads on until there is a line end in what is new, not further than `limit`: how much of the
  /// text is before what follows it; nil when there is none.
  private func findLineEnd(
    _ document: Document, _ place: inout Int, limit: Int
  ) throws(RunError) -> Int? {
    var step = Self.steps.lowerBound
    while place < limit {
      let old = document.text.count
      guard try readSome(min(step, limit - place), document, &place) else { return nil }
      let fresh = Bytes(rebasing: document.text[old...])
      if let length = fresh.firstLine { return old + length }
      step = min(2 * step, Self.steps.upperBound)
    }
    return nil
  }

  /// Appends at most `count` bytes from a place in the file; false at its end.
  private func readSome(
    _ count: Int, _ document: Document, _ place: inout Int
  ) throws(RunError) -> Bool {
    if document.text.count + count > Int(UInt32.max) - Self.small {
      throw RunError(.io, "\(name): a line is longer than 4 GiB")
    }
    let space = UnsafeMutableRawBufferPointer(start: document.reserveText(count), count: count)
    let count = try file.read(into: space, at: place)
    document.extendText(by: count)
    place += count
    return count > 0
  }
}
