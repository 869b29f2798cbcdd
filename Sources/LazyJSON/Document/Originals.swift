/// The bytes that lines were made from, in other framings than JSON Lines, and the reasons why
/// some of them are not records.
///
///     a,b␊  1,2␊  3␊            a file of rows
///     {"a":"1","b":"2"}␊!␊      the text: an invalid line stands for bytes that are no record
struct Originals: ~Copyable {
  var text = Table<UInt8>()
  var pieces = Table<Piece>()
  var faults: [(line: UInt32, reason: String)] = []
  /// The row that names the columns.
  var header: [UInt8] = []

  struct Piece: BitwiseCopyable {
    /// The offset of the line in the text of the document.
    let line: UInt32
    let start: UInt32
    let end: UInt32
  }

  mutating func clear(limit: Int) {
    text.shrink(to: limit)
    pieces.shrink(to: limit >> 4)
    faults.removeAll()
    header.removeAll()
  }

  /// The bytes for the line at an offset.
  func bytes(ofLineAt start: UInt32) -> Bytes? {
    let index = Self.first(of: pieces.count) { pieces[$0].line >= start }
    guard index < pieces.count, pieces[index].line == start else { return nil }
    return Bytes(rebasing: text.elements[Int(pieces[index].start)..<Int(pieces[index].end)])
  }

  func fault(ofLineAt start: UInt32) -> String? {
    let index = Self.first(of: faults.count) { faults[$0].line >= start }
    return index < faults.count && faults[index].line == start ? faults[index].reason : nil
  }

  /// The first number below `count` for which a condition holds that holds for all larger ones.
  private static func first(of count: Int, where isReached: (Int) -> Bool) -> Int {
    var (low, high) = (0, count)
    while low < high {
      let middle = (low + high) / 2
      if isReached(middle) { high = middle } else { low = middle + 1 }
    }
    return low
  }
}

extension Document {
  /// Adds the bytes that the next line is made from, before the line is appended.
  package func addOriginal(_ bytes: Bytes) {
    let start = UInt32(storage.pointee.originals.text.count)
    storage.pointee.originals.text.append(bytes)
    storage.pointee.originals.pieces.append(
      Originals.Piece(
        line: UInt32(text.count), start: start,
        end: UInt32(storage.pointee.originals.text.count)))
  }

  /// Sets the bytes that the only line, which is loaded, is made from, and the row of column names
  /// above it.
  package func noteOriginal(_ bytes: Bytes, below header: [UInt8]) {
    let start = UInt32(storage.pointee.originals.text.count)
    storage.pointee.originals.text.append(bytes)
    storage.pointee.originals.pieces.append(
      Originals.Piece(
        line: lines[0].start, start: start,
        end: UInt32(storage.pointee.originals.text.count)))
    storage.pointee.originals.header = header
  }

  /// Appends a line that stands for bytes which are not a record, with the reason.
  package func addFault(_ reason: String, _ bytes: Bytes) {
    addOriginal(bytes)
    storage.pointee.originals.faults.append((UInt32(text.count), reason))
    appendText(StaticString("!\n").bytes)
  }

  /// The bytes that a line was made from, or its own.
  package func original(of line: Line) -> Bytes {
    storage.pointee.originals.bytes(ofLineAt: line.start) ?? bytes(of: line)
  }

  /// Why a line is not a record; nil if it may be one.
  package func fault(of line: Line) -> String? {
    storage.pointee.originals.fault(ofLineAt: line.start)
  }

  /// The bytes of the text and of what it was made from.
  package var framedBytes: Int { text.count + storage.pointee.originals.text.count }

  /// The row of column names; empty if the lines are not rows.
  package var header: [UInt8] { storage.pointee.originals.header }

  /// Copies the originals of the lines from offset `start` of the text on to another document,
  /// whose text begins there.
  func copyOriginals(from start: UInt32, to other: Document) {
    other.storage.pointee.originals.header = storage.pointee.originals.header
    for piece in storage.pointee.originals.pieces.elements where piece.line >= start {
      let bytes = storage.pointee.originals.text.elements[Int(piece.start)..<Int(piece.end)]
      let first = UInt32(other.storage.pointee.originals.text.count)
      other.storage.pointee.originals.text.append(Bytes(rebasing: bytes))
      other.storage.pointee.originals.pieces.append(
        Originals.Piece(
          line: piece.line - start, start: first, end: first + piece.end - piece.start))
    }
    for fault in storage.pointee.originals.faults where fault.line >= start {
      other.storage.pointee.originals.faults.append((fault.line - start, fault.reason))
    }
  }
}
