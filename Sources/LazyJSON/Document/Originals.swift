/// What the lines of a document were made of, where a file is framed otherwise: the bytes as they
/// were read, and why some of them came to no line.
///
///     a,b␊  1,2␊  3␊            a file of rows
///     {"a":"1","b":"2"}␊!␊      the text: a line that is no JSON stands for what could not be framed
struct Originals: ~Copyable {
  var text = Table<UInt8>()
  var pieces = Table<Piece>()
  var faults: [(line: UInt32, reason: String)] = []
  /// The row that names the columns.
  var header: [UInt8] = []

  struct Piece: BitwiseCopyable {
    /// Where the line begins in the text of the document.
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

  /// Those of a line, by where that begins.
  func bytes(ofLineAt start: UInt32) -> Bytes? {
    let index = Self.first(of: pieces.count) { pieces[$0].line >= start }
    guard index < pieces.count, pieces[index].line == start else { return nil }
    return Bytes(rebasing: text.elements[Int(pieces[index].start)..<Int(pieces[index].end)])
  }

  func fault(ofLineAt start: UInt32) -> String? {
    let index = Self.first(of: faults.count) { faults[$0].line >= start }
    return index < faults.count && faults[index].line == start ? faults[index].reason : nil
  }

  /// The first number below `count` from which on a condition holds.
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
  /// Notes what the next line is made of, before that is appended.
  package func addOriginal(_ bytes: Bytes) {
    let start = UInt32(storage.pointee.originals.text.count)
    storage.pointee.originals.text.append(bytes)
    storage.pointee.originals.pieces.append(
      Originals.Piece(
        line: UInt32(text.count), start: start,
        end: UInt32(storage.pointee.originals.text.count)))
  }

  /// Notes what the only line, which is loaded, is made of, and the row above it that names the
  /// columns.
  package func noteOriginal(_ bytes: Bytes, below header: [UInt8]) {
    let start = UInt32(storage.pointee.originals.text.count)
    storage.pointee.originals.text.append(bytes)
    storage.pointee.originals.pieces.append(
      Originals.Piece(
        line: lines[0].start, start: start,
        end: UInt32(storage.pointee.originals.text.count)))
    storage.pointee.originals.header = header
  }

  /// Appends a line that stands for bytes which are no record, with the reason.
  package func addFault(_ reason: String, _ bytes: Bytes) {
    addOriginal(bytes)
    storage.pointee.originals.faults.append((UInt32(text.count), reason))
    appendText(StaticString("!\n").bytes)
  }

  /// The bytes of what a line was made of, or its own.
  package func original(of line: Line) -> Bytes {
    storage.pointee.originals.bytes(ofLineAt: line.start) ?? bytes(of: line)
  }

  /// Why there is no record in what a line stands for; nil when there may be one.
  package func fault(of line: Line) -> String? {
    storage.pointee.originals.fault(ofLineAt: line.start)
  }

  /// Bytes of the text and of what it was made of.
  package var framedBytes: Int { text.count + storage.pointee.originals.text.count }

  /// The row that names the columns; empty when the lines are no rows.
  package var header: [UInt8] { storage.pointee.originals.header }

  /// Gives another document what the lines from the byte `start` of the text on were made of; that
  /// is where its own text begins.
  func copyOriginals(from start: UInt32, to other: Document) {
    other.storage.pointee.originals.header = storage.pointee.originals.header
    for place in storage.pointee.originals.pieces.elements where place.line >= start {
      let bytes = storage.pointee.originals.text.elements[Int(place.start)..<Int(place.end)]
      let first = UInt32(other.storage.pointee.originals.text.count)
      other.storage.pointee.originals.text.append(Bytes(rebasing: bytes))
      other.storage.pointee.originals.pieces.append(
        Originals.Piece(
          line: place.line - start, start: first, end: first + place.end - place.start))
    }
    for fault in storage.pointee.originals.faults where fault.line >= start {
      other.storage.pointee.originals.faults.append((fault.line - start, fault.reason))
    }
  }
}
